using RtcVoice.Agents.Gemini;
using RtcVoice.Agents.OpenAi;
using RtcVoice.Transport;

namespace RtcVoice.Server.Hosting;

/// <summary>The configuration under <c>RtcVoice:</c>; in the environment <c>RtcVoice__Media__Port</c> and so on.</summary>
public sealed class RtcVoiceOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "RtcVoice";

    /// <summary>Where media flows.</summary>
    public MediaOptions Media { get; set; } = new();

    /// <summary>What one session takes of its clients.</summary>
    public LimitsOptions Limits { get; set; } = new();

    /// <summary>When the server is too busy for another call.</summary>
    public AdmissionOptions Admission { get; set; } = new();

    /// <summary>The effort that speech is coded with.</summary>
    public OpusOptions Opus { get; set; } = new();

    /// <summary>When a person has cut in.</summary>
    public InterruptionSettings Interruption { get; set; } = new();

    /// <summary>Whether and where conversations are kept.</summary>
    public HistoryOptions History { get; set; } = new();

    /// <summary>How the agent <c>openai</c> works.</summary>
    public OpenAiOptions OpenAi { get; set; } = new();

    /// <summary>How the agent <c>gemini</c> works.</summary>
    public GeminiOptions Gemini { get; set; } = new();

    /// <summary>Which agent answers.</summary>
    /// <value>The name of a registered agent. Default <c>local</c>.</value>
    public string Agent { get; set; } = "local";

    /// <summary>The secret that callers must bear.</summary>
    /// <value>Any text, or empty: then every caller on this machine is served, and none from elsewhere. Default empty.</value>
    public string ServerKey { get; set; } = "";

    /// <summary>The voice activity model.</summary>
    /// <value>Path of a Silero VAD v6 ONNX file, or empty for the one beside the server. Default empty.</value>
    public string VadModel { get; set; } = "";

    /// <summary>A turn model for <c>semantic_vad</c>.</summary>
    /// <value>Path of an ONNX file with the input and output of Smart Turn v3, or empty for the classifier that is built in. Default empty.</value>
    public string TurnModel { get; set; } = "";
}
