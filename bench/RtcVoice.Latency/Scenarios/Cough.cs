namespace RtcVoice.Latency.Scenarios;

/// <summary>One short noise, and what it did to the voice.</summary>
/// <param name="Sound">What it was.</param>
/// <param name="Gap">How long the voice was silent for it, in ms; 0 when it was not.</param>
/// <param name="Repeated">What was said twice behind it, in ms; negative when something was left out.</param>
internal sealed record Cough(string Sound, double Gap, double Repeated)
{
    /// <summary>Whether the agent took it for a voice and paused.</summary>
    public bool Paused => Gap > 0;
}
