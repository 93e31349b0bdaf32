namespace RtcVoice.Agents.Local;

/// <summary>
/// What the concierge says in one call: it knows the time, the building and two stories, and what it said before. It knows
/// nothing of sound. Not for two threads at a time.
/// </summary>
internal sealed class Dialogue
{
    /// <summary>The first words of a call.</summary>
    public const string Greeting = "Hello, this is the concierge. Ask me for the time, for the way, or for a story.";

    /// <summary>The answer to someone who asked for one without having said anything.</summary>
    public const string Prompt = "I am listening. You can ask me for the time, for the way to the library, or for a story.";

    /// <summary>Why a turn has no transcript.</summary>
    public const string NotUnderstood = "This was none of the sentences that the local agent understands; say \"help\" to hear some of them.";

    private const string Help =
        """
        Ask me what time it is, or what day. Ask me where the cafeteria is, or any other place here, or room two one four.
        Say: tell me a story. While I speak you may cut in, and ask: what did you just say?
        You can also say repeat that, slower, faster, and stop.
        """;

    private static readonly string[] Examples = ["what time is it", "where is the cafeteria", "tell me a story"];

    private readonly TimeProvider _clock;
    private string _last = Greeting;
    private int _stories;
    private int _confusions;

    /// <summary>Begins a dialogue.</summary>
    /// <param name="clock">Tells the time, and in which zone.</param>
    public Dialogue(TimeProvider clock) => _clock = clock;

    /// <summary>What was heard of the answers.</summary>
    public HeardAnswers Heard { get; } = new();

    /// <summary>How fast to speak.</summary>
    public Pace Pace { get; } = new();

    /// <summary>The answer.</summary>
    /// <param name="request">What is wanted; null when it was not understood.</param>
    public Reply Answer(Request? request)
    {
        Reply reply = request is null ? new Reply(Confusion(), IsRemembered: false) : Carry(request);
        if (reply.IsRemembered)
        {
            _last = reply.Text;
        }

        return reply;
    }

    private Reply Carry(Request request) => request.Intent switch
    {
        Intent.Time => new($"It is {SpokenTime.OfDay(_clock.GetLocalNow())}."),
        Intent.Date => new($"It is {SpokenTime.OfYear(_clock.GetLocalNow())}."),
        Intent.Where => new(request.Place!.Directions),
        Intent.Room => new(Building.DirectionsToRoom(request.Room!.Value)),
        Intent.Story => new(Stories.All[_stories++ % Stories.All.Count]),
        Intent.Repeat => new(_last, IsRemembered: false),
        Intent.Quote => new(Quote(), IsRemembered: false),
        Intent.Slower => new(Pace.TrySlower() ? "I will speak more slowly." : "I cannot speak any slower.", IsRemembered: false),
        Intent.Faster => new(Pace.TryFaster() ? "I will speak faster." : "I cannot speak any faster.", IsRemembered: false),
        Intent.Stop => new("All right.", IsRemembered: false),
        Intent.Help => new(Help),
        Intent.Greeting => new("Hello. What can I do for you?"),
        Intent.Thanks => new("You are welcome."),
        Intent.Goodbye => new("Goodbye, and come back soon."),
        Intent.Assent => new("All right. Is there anything that I can do for you?"),
        _ => throw new ArgumentOutOfRangeException(nameof(request)),
    };

    private string Quote() => Heard.Last is { } heard ? $"I said: {heard.Trim()}" : "I have not said anything yet.";

    private string Confusion() =>
        $"I am sorry, I did not understand that. You could ask me: {Examples[_confusions++ % Examples.Length]}?";
}
