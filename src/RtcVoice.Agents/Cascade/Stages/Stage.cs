namespace RtcVoice.Agents.Cascade.Stages;

/// <summary>A stage of the cascade, as people, programs and the configuration name it.</summary>
/// <param name="Code">In codes of errors.</param>
/// <param name="Name">In sentences.</param>
/// <param name="Section">In the configuration.</param>
internal sealed record Stage(string Code, string Name, string Section)
{
    /// <summary>Makes out words.</summary>
    public static readonly Stage Stt = new("stt", "speech recognition", "RtcVoice:Cascade:Stt");

    /// <summary>Thinks.</summary>
    public static readonly Stage Chat = new("chat", "language model", "RtcVoice:Cascade:Chat");

    /// <summary>Speaks.</summary>
    public static readonly Stage Tts = new("tts", "speech synthesis", "RtcVoice:Cascade:Tts");
}
