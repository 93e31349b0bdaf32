using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Turns;

/// <summary>
/// How long a silence has to be to end a turn that sounds more or less finished. There is a step: what sounds finished is
/// answered soon, anything else only when most pauses within a turn would be over. A rule that grows evenly answers as few
/// turns early and cuts into more pauses: nearly all of those that fluent people make are shorter than the second wait.
/// Below the step it grows, the more unfinished it sounds, up to the longest. The numbers are fitted by
/// <c>bench/RtcVoice.Endpointing</c>.
/// </summary>
/// <param name="Finished">The probability of an end from which on a turn is taken for finished.</param>
/// <param name="Shortest">Behind one that is.</param>
/// <param name="Doubtful">Behind one that nearly is.</param>
/// <param name="Longest">Behind one that certainly is not: OpenAI's maximum for the eagerness.</param>
internal sealed record TurnPatience(float Finished, TimeSpan Shortest, TimeSpan Doubtful, TimeSpan Longest)
{
    /// <summary>The longest of all; bounds a silence in which nobody says anything.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(8);

    private static readonly TurnPatience Low = new(0.7f, TimeSpan.FromMilliseconds(576), TimeSpan.FromMilliseconds(928), Most);
    private static readonly TurnPatience Medium = new(0.6f, TimeSpan.FromMilliseconds(352), TimeSpan.FromMilliseconds(576), TimeSpan.FromSeconds(4));
    private static readonly TurnPatience High = new(0.6f, TimeSpan.FromMilliseconds(256), TimeSpan.FromMilliseconds(480), TimeSpan.FromSeconds(2));

    /// <summary>The patience of an eagerness.</summary>
    public static TurnPatience Of(Eagerness eagerness) => eagerness switch
    {
        Eagerness.Low => Low,
        Eagerness.High => High,
        _ => Medium,
    };

    /// <summary>The silence to wait for.</summary>
    /// <param name="ended">The probability that the turn has ended, 0 to 1.</param>
    public TimeSpan WaitFor(float ended)
    {
        if (ended >= Finished)
        {
            return Shortest;
        }

        double unfinished = 1 - (Math.Max(0, ended) / Finished);
        return Doubtful * Math.Pow(Longest / Doubtful, unfinished * unfinished);
    }
}
