using RtcVoice.Timing;

namespace RtcVoice.Conversation.Output;

/// <summary>Something that happened to a speech.</summary>
/// <param name="Kind">What.</param>
/// <param name="Speech">To which.</param>
/// <param name="At">When.</param>
/// <param name="Pcm">The sound that is due, for <see cref="OutputEventKind.Audio"/>: mono PCM16 at 24 kHz, little-endian.</param>
internal readonly record struct OutputEvent(OutputEventKind Kind, long Speech, Instant At, ReadOnlyMemory<byte> Pcm = default);
