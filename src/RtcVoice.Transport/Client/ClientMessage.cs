namespace RtcVoice.Transport.Client;

/// <summary>A data-channel message that a <see cref="VoiceClient"/> has received, or, empty, that a channel is open.</summary>
/// <param name="Channel">The channel's number.</param>
/// <param name="Payload">The message.</param>
/// <param name="IsText">True for a string.</param>
public sealed record ClientMessage(int Channel, ReadOnlyMemory<byte> Payload, bool IsText);
