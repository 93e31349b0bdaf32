using System.Diagnostics.CodeAnalysis;

namespace RtcVoice.Rtc.Sdp;

/// <summary>The SCTP association for data channels that both sides agree on (RFC 8841).</summary>
internal sealed record NegotiatedData
{
    /// <summary>What a side accepts that does not say (RFC 8841 section 6.1).</summary>
    public const uint DefaultMaxMessageSize = 65_536;

    /// <summary>The section's place in the offer.</summary>
    public required int Section { get; init; }

    /// <summary>The section's name, or null when the offer gives none.</summary>
    public required string? Mid { get; init; }

    /// <summary>Their SCTP port; 0 means that the association is closed while the section stays.</summary>
    public required ushort RemotePort { get; init; }

    /// <summary>The longest message that they accept, in bytes; <see cref="uint.MaxValue"/> for no limit.</summary>
    public required uint RemoteMaxMessageSize { get; init; }

    /// <summary>The section is in the form of the drafts before RFC 8841 (m=application 9 DTLS/SCTP 5000), as aiortc writes it.</summary>
    public bool IsLegacyForm { get; init; }

    /// <summary>False while the other side keeps the association closed.</summary>
    public bool IsOpen => RemotePort != 0;

    /// <summary>Reads a section; false when it is not data channels over DTLS, or has no SCTP port.</summary>
    public static bool TryRead(MediaDescription section, int index, [NotNullWhen(true)] out NegotiatedData? data)
    {
        data = null;
        if (section.Kind != "application")
        {
            return false;
        }

        bool isLegacyForm = section.Protocol == "DTLS/SCTP";
        string? port = isLegacyForm ? LegacyPort(section) : section.Find("sctp-port");
        bool isDataChannel = isLegacyForm
            || (section.Protocol is "UDP/DTLS/SCTP" or "TCP/DTLS/SCTP" && section.Formats[0] == "webrtc-datachannel");

        // RFC 8841 section 5.1: there is no default; a section without the port is invalid.
        if (!isDataChannel || !SdpText.TryReadNumber(port, out uint number) || number > ushort.MaxValue)
        {
            return false;
        }

        data = new NegotiatedData
        {
            Section = index,
            Mid = section.Mid,
            RemotePort = (ushort)number,
            RemoteMaxMessageSize = ReadMaxMessageSize(section.Find("max-message-size")),
            IsLegacyForm = isLegacyForm,
        };
        return true;
    }

    // sctpmap:5000 webrtc-datachannel 65535, where 5000 is also the format.
    private static string? LegacyPort(MediaDescription section)
    {
        ReadOnlySpan<char> map = section.Find("sctpmap");
        return SdpText.NextWord(ref map).SequenceEqual(section.Formats[0]) && SdpText.NextWord(ref map).SequenceEqual("webrtc-datachannel")
            ? section.Formats[0]
            : null;
    }

    private static uint ReadMaxMessageSize(string? text)
    {
        if (!SdpText.TryReadNumber(text, out ulong size))
        {
            return DefaultMaxMessageSize;
        }

        return size is 0 or > uint.MaxValue ? uint.MaxValue : (uint)size;
    }
}
