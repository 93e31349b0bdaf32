namespace RtcVoice.Rtc.DataChannel;

/// <summary>SCTP payload protocol identifiers of data channels (RFC 8831 section 8). 52 and 54 are deprecated and not read.</summary>
internal static class PayloadProtocol
{
    public const uint Dcep = 50;
    public const uint String = 51;
    public const uint Binary = 53;

    /// <summary>An empty string, carried as one zero byte.</summary>
    public const uint EmptyString = 56;

    /// <summary>An empty binary message, carried as one zero byte.</summary>
    public const uint EmptyBinary = 57;
}
