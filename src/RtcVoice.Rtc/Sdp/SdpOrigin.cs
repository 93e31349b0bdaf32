using System.Globalization;

namespace RtcVoice.Rtc.Sdp;

/// <summary>The <c>o=</c> line (RFC 8866 section 5.2): which session this describes, and which of its descriptions.</summary>
/// <param name="Username">The originator; browsers send <c>-</c> or a product name.</param>
/// <param name="SessionId">The same in all descriptions of a session.</param>
/// <param name="Version">One more in each description of a session.</param>
/// <param name="Address">Net type, address type and address, as text; it tells nothing (RFC 8828).</param>
internal readonly record struct SdpOrigin(string Username, ulong SessionId, ulong Version, string Address)
{
    /// <summary>Every browser but Firefox sends this address, whatever its own is.</summary>
    public const string NoAddress = "IN IP4 127.0.0.1";

    /// <summary>The origin of a description that has none that can be read.</summary>
    public static readonly SdpOrigin None = new("-", 0, 0, NoAddress);

    /// <summary>Reads what follows <c>o=</c>.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out SdpOrigin origin)
    {
        origin = None;
        ReadOnlySpan<char> username = SdpText.NextWord(ref text);
        if (username.IsEmpty
            || !SdpText.TryReadNumber(SdpText.NextWord(ref text), out ulong sessionId)
            || !SdpText.TryReadNumber(SdpText.NextWord(ref text), out ulong version))
        {
            return false;
        }

        ReadOnlySpan<char> address = text.Trim(' ');
        if (address.IsEmpty)
        {
            return false;
        }

        origin = new SdpOrigin(username.ToString(), sessionId, version, address.ToString());
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Username} {SessionId} {Version} {Address}");
}
