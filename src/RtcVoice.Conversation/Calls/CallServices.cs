using Microsoft.Extensions.Logging;
using RtcVoice.Audio.Vad;
using RtcVoice.Conversation.Clients;
using RtcVoice.Conversation.Storage;
using RtcVoice.Conversation.Tools;
using RtcVoice.Conversation.Turns;
using RtcVoice.Pacing;

namespace RtcVoice.Conversation.Calls;

/// <summary>What all calls of a process share.</summary>
public sealed class CallServices
{
    /// <summary>The pacer.</summary>
    public required PacingEngine Pacing { get; init; }

    /// <summary>The threads that tick calls.</summary>
    public required CallWorkers Workers { get; init; }

    /// <summary>The voice activity model.</summary>
    public required SileroModel Vad { get; init; }

    /// <summary>Judges with <c>semantic_vad</c> whether turns have ended; null for the classifier that is built in. Default null.</summary>
    public TurnModel? TurnModel { get; init; }

    /// <summary>How speech is buffered and encoded.</summary>
    public SpeechOutOptions Speech { get; init; } = SpeechOutOptions.Default;

    /// <summary>Encoders, lent to calls for the time of a talkspurt.</summary>
    public required SpeechEncoders Encoders { get; init; }

    /// <summary>The agent's name: the model that sessions name where their client names none.</summary>
    public required string AgentName { get; init; }

    /// <summary>Tools that agents may call and that run here.</summary>
    public IReadOnlyList<ServerTool> Tools { get; init; } = [];

    /// <summary>When a person has cut in.</summary>
    public InterruptionOptions Interruption { get; init; } = InterruptionOptions.Default;

    /// <summary>What sessions take of their clients.</summary>
    public SessionLimits Limits { get; init; } = SessionLimits.Default;

    /// <summary>Where conversations are kept; null where they are not. Default null.</summary>
    public IConversationStore? Store { get; init; }

    /// <summary>The clock that everything is told.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Where calls log.</summary>
    public required ILogger<VoiceCall> Logger { get; init; }
}
