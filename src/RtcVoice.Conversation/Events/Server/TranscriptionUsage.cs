namespace RtcVoice.Conversation.Events.Server;

/// <summary>What a transcription took: the length of the sound.</summary>
/// <param name="Seconds">Seconds of sound.</param>
internal sealed record TranscriptionUsage(double Seconds)
{
    public string Type { get; } = "duration";
}
