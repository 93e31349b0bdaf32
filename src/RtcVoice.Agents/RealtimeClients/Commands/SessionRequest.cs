using Microsoft.Extensions.AI;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Agents.RealtimeClients.Commands;

/// <summary>
/// Says what a session, or one answer, is to be. Turns are found here, not there. The abstraction has no place for
/// <c>speed</c>, <c>noise_reduction</c>, <c>parallel_tool_calls</c>, <c>reasoning</c>, <c>truncation</c>, <c>tracing</c> and
/// <c>prompt</c> of a call's session, which are left out.
/// </summary>
internal static class SessionRequest
{
    /// <summary>Names no voice.</summary>
    private const string AnyVoice = "default";

    private const string Pcm = "audio/pcm";

    /// <summary>Says what the session is to be.</summary>
    /// <param name="config">What the call's session is configured to.</param>
    /// <param name="options">What holds where it says nothing.</param>
    /// <param name="tools">The server's tools.</param>
    /// <param name="withVoice">Whether to name the voice: OpenAI refuses that once it was heard.</param>
    public static RealtimeSessionOptions Of(SessionConfig config, RealtimeClientOptions options, IReadOnlyList<ServerTool> tools, bool withVoice) => new()
    {
        InputAudioFormat = new RealtimeAudioFormat(Pcm, options.InputSampleRate),
        OutputAudioFormat = new RealtimeAudioFormat(Pcm, options.OutputSampleRate),
        TranscriptionOptions = TranscriptionOf(config.Audio.Input.Transcription, options.TranscriptionModel),
        Voice = withVoice ? VoiceOf(config.Audio.Output.Voice, options) : null,
        Instructions = config.Instructions,
        MaxOutputTokens = config.MaxOutputTokens,
        OutputModalities = [NameOf(config.OutputModalities[0])],
        ToolMode = config.Tools.Count + tools.Count > 0 ? ToolModes.Of(config.ToolChoice) : null,
        Tools = ToolsOf(config.Tools, tools),
        VoiceActivityDetection = new VoiceActivityDetectionOptions { Enabled = false },
    };

    /// <summary>Asks for an answer: says what it has of its own, since the session has the rest.</summary>
    /// <param name="messageId">The message's identifier.</param>
    /// <param name="wanted">What the answer is to be.</param>
    /// <param name="config">What the call's session is configured to.</param>
    /// <param name="tools">The server's tools.</param>
    public static CreateResponseRealtimeClientMessage Ask(string messageId, ResponseConfig wanted, SessionConfig config, IReadOnlyList<ServerTool> tools)
    {
        ResponseConfig usual = ResponseConfig.Of(config);
        return new CreateResponseRealtimeClientMessage
        {
            MessageId = messageId,
            Instructions = wanted.Instructions == usual.Instructions ? null : wanted.Instructions,
            OutputModalities = wanted.Modality == usual.Modality ? null : [NameOf(wanted.Modality)],
            ToolMode = wanted.ToolChoice == usual.ToolChoice ? null : ToolModes.Of(wanted.ToolChoice),
            Tools = ReferenceEquals(wanted.Tools, usual.Tools) ? null : ToolsOf(wanted.Tools, tools),
            MaxOutputTokens = wanted.MaxOutputTokens == usual.MaxOutputTokens ? null : wanted.MaxOutputTokens,
            ExcludeFromConversation = wanted.IsOutOfBand ? true : null,
        };
    }

    private static string NameOf(OutputModality modality) => modality == OutputModality.Audio ? "audio" : "text";

    private static string? VoiceOf(string wanted, RealtimeClientOptions options) =>
        (wanted == AnyVoice ? options.Voice : wanted) is { Length: > 0 } voice ? voice : null;

    private static List<AITool> ToolsOf(IReadOnlyList<FunctionTool> clients, IReadOnlyList<ServerTool> servers) =>
        [.. OfferedTool.Of(clients, servers).Select(t => new DeclaredFunction(t))];

    private static TranscriptionOptions? TranscriptionOf(TranscriptionConfig? wanted, string model)
    {
        string? chosen = wanted?.Model ?? (model.Length > 0 ? model : null);
        return chosen is null && wanted is null
            ? null
            : new TranscriptionOptions { ModelId = chosen, SpeechLanguage = wanted?.Language, Prompt = wanted?.Prompt };
    }
}
