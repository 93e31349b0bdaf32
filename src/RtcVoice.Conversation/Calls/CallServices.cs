using Microsoft.Extensions.Logging;
using RtcVoice.Audio.Vad;
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

    /// <summary>How speech is buffered and encoded.</summary>
    public SpeechOutOptions Speech { get; init; } = SpeechOutOptions.Default;

    /// <summary>Encoders, lent to calls for the time of a talkspurt.</summary>
    public required SpeechEncoders Encoders { get; init; }

    /// <summary>The clock that everything is told.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Where calls log.</summary>
    public required ILogger<VoiceCall> Logger { get; init; }
}
