using System.Globalization;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.Local;

/// <summary>What the local agent says: a greeting, a remark on what it heard, and on every third turn a story.</summary>
internal sealed class LocalScript
{
    /// <summary>Every so many turns the answer is a story, long enough to be interrupted.</summary>
    public const int TurnsPerStory = 3;

    /// <summary>The first words of a call.</summary>
    public const string Greeting = "Hello, this is the local agent. Say something, and I will tell you what I heard.";

    /// <summary>The answer to someone who asked for one without having said anything.</summary>
    public const string Prompt = "I am listening. Say something, and I will tell you what I heard.";

    private const double LoudDbfs = -18;
    private const double QuietDbfs = -36;

    private static readonly string[] Stories =
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

    private int _turns;

    /// <summary>The answer to a turn.</summary>
    public string AnswerTo(UserTurn turn)
    {
        _turns++;
        string remark = Describe(turn);
        return _turns % TurnsPerStory == 0 ? $"{remark} {Stories[_turns / TurnsPerStory % Stories.Length]}" : remark;
    }

    private static string Describe(UserTurn turn)
    {
        string seconds = turn.Speech.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture).Replace(".", " point ", StringComparison.Ordinal);
        string loudness = turn.LoudnessDbfs switch
        {
            > LoudDbfs => "That was loud and clear.",
            < QuietDbfs => "That was rather quiet; come a little closer.",
            _ => "Your voice was easy to hear.",
        };
        return $"You spoke for {seconds} seconds. {loudness}";
    }
}
