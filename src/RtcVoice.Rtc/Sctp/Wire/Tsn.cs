namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>
/// A transmission sequence number: 32 bits, compared in serial arithmetic (RFC 9260 section 1.6), so that it wraps safely.
/// </summary>
internal readonly record struct Tsn(uint Value)
{
    public Tsn Next => new(Value + 1);

    public Tsn Previous => new(Value - 1);

    public static Tsn operator +(Tsn tsn, int distance) => new(tsn.Value + (uint)distance);

    /// <summary>How far <paramref name="later"/> lies ahead; negative when it lies behind.</summary>
    public static int operator -(Tsn later, Tsn earlier) => (int)(later.Value - earlier.Value);

    public static bool operator <(Tsn a, Tsn b) => a - b < 0;

    public static bool operator >(Tsn a, Tsn b) => a - b > 0;

    public static bool operator <=(Tsn a, Tsn b) => a - b <= 0;

    public static bool operator >=(Tsn a, Tsn b) => a - b >= 0;
}
