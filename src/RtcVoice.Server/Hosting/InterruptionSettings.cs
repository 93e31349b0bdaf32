using RtcVoice.Conversation.Turns;

namespace RtcVoice.Server.Hosting;

/// <summary>The configuration under <c>RtcVoice:Interruption:</c>: when a person who makes a sound while the agent speaks has cut in.</summary>
public sealed class InterruptionSettings
{
    /// <summary>Voice, in ms, at which the agent pauses, counted by its probability.</summary>
    /// <value>5 to 500. Default 11.</value>
    public int PauseAfterMs { get; set; } = (int)InterruptionOptions.Default.PauseAfter.TotalMilliseconds;

    /// <summary>Voice, in ms, from which on it is a turn; at a shorter sound the agent only pauses.</summary>
    /// <value>0 to 2,000. Default 300; 0 cuts at the first sound.</value>
    public int MinSpeechMs { get; set; } = (int)InterruptionOptions.Default.MinSpeech.TotalMilliseconds;

    /// <summary>Words from which on it is a turn, with an agent that recognizes speech while it is spoken.</summary>
    /// <value>0 to 10. Default 0: words do not matter.</value>
    public int MinWords { get; set; } = InterruptionOptions.Default.MinWords;

    /// <summary>Silence, in ms, behind a shorter sound after which the agent goes on.</summary>
    /// <value>50 to 1,000. Default 250.</value>
    public int ResumeAfterMs { get; set; } = (int)InterruptionOptions.Default.ResumeAfter.TotalMilliseconds;

    /// <summary>Time, in ms, from the start of an answer in which sounds do not interrupt, for echo cancellers to learn the room.</summary>
    /// <value>0 to 5,000. Default 0.</value>
    public int EchoWarmUpMs { get; set; } = (int)InterruptionOptions.Default.EchoWarmUp.TotalMilliseconds;

    internal InterruptionOptions ToOptions() => new()
    {
        PauseAfter = TimeSpan.FromMilliseconds(PauseAfterMs),
        MinSpeech = TimeSpan.FromMilliseconds(MinSpeechMs),
        MinWords = MinWords,
        ResumeAfter = TimeSpan.FromMilliseconds(ResumeAfterMs),
        EchoWarmUp = TimeSpan.FromMilliseconds(EchoWarmUpMs),
    };
}
