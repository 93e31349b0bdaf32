namespace RtcVoice.Conversation.Events.Server;

/// <summary>What a transcription took: the length of the sound.</summary>
/// <param name="Seconds">Seconds of sound.</param>
internal sealed record TranscriptionUsage(double Seconds)
{
    public string Type { get; } = "duration";

    /// <summary>Seconds of sound, begun ones included: the OpenAI package for .NET (2.15.0) fails at a fraction.</summary>
    public double Seconds { get; } = Math.Ceiling(Seconds);
}
