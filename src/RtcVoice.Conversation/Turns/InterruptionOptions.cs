namespace RtcVoice.Conversation.Turns;

/// <summary>
/// When a person who makes a sound while the agent speaks has cut in. At the first sound the agent pauses; what turns out
/// to be no more than a cough or a short "mm" is let go, and the agent goes on with the word that was broken.
/// </summary>
public sealed record InterruptionOptions
{
    /// <summary>The usual ones.</summary>
    public static readonly InterruptionOptions Default = new();

    /// <summary>
    /// Voice at which the agent pauses, up to 500 ms, counted by its probability: 16 ms of sound that may as well be noise
    /// are 8 ms of voice. Default 11 ms: a pause costs little, and a person who cuts in is not talked over meanwhile.
    /// </summary>
    public TimeSpan PauseAfter { get; init; } = TimeSpan.FromMilliseconds(11);

    /// <summary>
    /// Voice from which on it is a turn, up to 2 s. Default 300 ms, as the detector measures it, which is up to 100 ms more
    /// than a sound has: "stop" is that long, a cough of 150 ms is not. Zero cuts at the first sound.
    /// </summary>
    public TimeSpan MinSpeech { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// Words from which on it is a turn, up to 10, with an agent that recognizes speech while it is spoken
    /// (<see cref="Agent.IVoiceAgent.RecognizesLive"/>); what turns out to be noise or humming is let go. Default 0: words
    /// do not matter.
    /// </summary>
    public int MinWords { get; init; }

    /// <summary>The silence behind a shorter sound after which the agent goes on, 50 ms to 1 s. Default 250 ms: within a word there are none so long.</summary>
    public TimeSpan ResumeAfter { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// From the start of a talkspurt on, for so long sounds do not interrupt, up to 5 s: until a browser's echo canceller
    /// has learned the room. Default zero.
    /// </summary>
    public TimeSpan EchoWarmUp { get; init; }
}
