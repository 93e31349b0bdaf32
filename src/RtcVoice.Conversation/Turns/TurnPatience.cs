using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Turns;

/// <summary>
/// How long a silence has to be to end a turn that sounds more or less finished. In between the shortest and the longest it
/// grows by ratios, not by steps, because pauses do: the chance that a person goes on falls by about the same share each
/// time that the silence doubles.
/// </summary>
/// <param name="Shortest">Behind a turn that certainly has ended.</param>
/// <param name="Longest">Behind one that certainly has not: OpenAI's maximum for the eagerness.</param>
/// <param name="Trust">How much a doubt shortens the wait: at 1 it halves the ratio of the two, above it the wait stays short until it sounds unfinished.</param>
internal sealed record TurnPatience(TimeSpan Shortest, TimeSpan Longest, double Trust)
{
    /// <summary>The longest of all; bounds a silence in which nobody says anything.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(8);

    private static readonly TurnPatience Low = new(TimeSpan.FromMilliseconds(320), Most, 1);
    private static readonly TurnPatience Medium = new(TimeSpan.FromMilliseconds(160), TimeSpan.FromSeconds(4), 1);
    private static readonly TurnPatience High = new(TimeSpan.FromMilliseconds(128), TimeSpan.FromSeconds(2), 1);

    /// <summary>The patience of an eagerness.</summary>
    public static TurnPatience Of(Eagerness eagerness) => eagerness switch
    {
        Eagerness.Low => Low,
        Eagerness.High => High,
        _ => Medium,
    };

    /// <summary>The silence to wait for.</summary>
    /// <param name="ended">The probability that the turn has ended, 0 to 1.</param>
    public TimeSpan WaitFor(float ended) => Shortest * Math.Pow(Longest / Shortest, Math.Pow(1 - Math.Clamp(ended, 0, 1), Trust));
}
