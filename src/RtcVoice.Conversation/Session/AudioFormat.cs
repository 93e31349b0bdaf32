namespace RtcVoice.Conversation.Session;

/// <summary>How sound is coded where it travels in events: PCM16, little-endian, mono. On WebRTC it says nothing: sound is Opus there.</summary>
public sealed record AudioFormat
{
    /// <summary>The one rate there is, in samples a second.</summary>
    public const int PcmRate = 24_000;

    /// <summary>Always <c>audio/pcm</c>.</summary>
    public string Type { get; init; } = "audio/pcm";

    /// <summary>Always <see cref="PcmRate"/>.</summary>
    public int Rate { get; init; } = PcmRate;
}
