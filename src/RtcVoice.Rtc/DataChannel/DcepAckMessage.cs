namespace RtcVoice.Rtc.DataChannel;

/// <summary>DATA_CHANNEL_ACK: one byte (RFC 8832 section 5.2).</summary>
internal static class DcepAckMessage
{
    public const byte MessageType = 2;

    public static ReadOnlySpan<byte> Bytes => [MessageType];

    public static bool IsAck(ReadOnlySpan<byte> message) => !message.IsEmpty && message[0] == MessageType;
}
