namespace RtcVoice.Agents.Local;

/// <summary>The stories that the concierge knows: each takes about half a minute, long enough to be interrupted.</summary>
internal static class Stories
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        """
        Let me tell you a story. A lighthouse keeper once kept a notebook of every ship that passed.
        He wrote down its name, the colour of its sails, and the hour at which it came out of the fog.
        One winter a small boat came every night, always at the same hour, and never showed a light.
        So he rowed out to meet it, and found nobody aboard but a grey cat, asleep on a coil of rope.
        He took the cat home, and from that night on the boat was never seen again.
        But the last line of the notebook says: all ships accounted for, and one keeper, no longer alone.
        """,
        """
        Here is a story about a clock. In the hall of an old hotel there stood a clock that was always five minutes slow.
        Guests complained, and every spring a clockmaker came, and set it right, and by evening it was slow again.
        At last a child asked the porter why nobody let the poor clock be.
        The porter thought about it, and moved the breakfast, the lunch and the evening train by five minutes.
        Since then nobody has been late in that hotel, and the clockmaker comes in spring for the cake.
        And if you ever stay there, you will find that five minutes are a very long time to be left in peace.
        """,
    ];
}
