namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>A stream sequence number: 16 bits, compared in serial arithmetic (RFC 9260 section 1.6).</summary>
internal readonly record struct Ssn(ushort Value)
{
    public Ssn Next => new((ushort)(Value + 1));

    /// <summary>How far <paramref name="later"/> lies ahead; negative when it lies behind.</summary>
    public static int operator -(Ssn later, Ssn earlier) => (short)(later.Value - earlier.Value);

    public static bool operator <(Ssn a, Ssn b) => a - b < 0;

    public static bool operator >(Ssn a, Ssn b) => a - b > 0;

    public static bool operator <=(Ssn a, Ssn b) => a - b <= 0;

    public static bool operator >=(Ssn a, Ssn b) => a - b >= 0;
}
