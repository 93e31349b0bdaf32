using System.Globalization;
using System.Net;

namespace RtcVoice.Rtc.Ice;

/// <summary>
/// A candidate as SDP and trickle write it (RFC 8839 section 5.1, RFC 6544 section 4.5):
/// <c>candidate:1 1 udp 2130706431 203.0.113.7 7000 typ host generation 0</c>.
/// The related address and unknown extensions of a parsed candidate are read past: a lite agent has no use for them.
/// </summary>
internal sealed record IceCandidate
{
    /// <summary>A candidate of a browser has about 150 characters.</summary>
    public const int MaxTextLength = 512;

    /// <summary>RTP, and with rtcp-mux the only component (RFC 8445 section 13).</summary>
    public const int RtpComponent = 1;

    /// <summary>The local preference of the first of our addresses; each further one takes one less.</summary>
    public const ushort HighestLocalPreference = 65535;

    private const string Prefix = "candidate:";
    private const int MaxFoundationLength = 32;
    private const int MaxComponent = 256;

    /// <summary>The longest host name (RFC 1035 section 2.3.4, as text); an IP address with its zone is shorter.</summary>
    private const int MaxAddressLength = 253;

    /// <summary>libwebrtc's type preference for TCP hosts: below every UDP one, so that UDP wins where it works.</summary>
    private const uint TcpHostTypePreference = 90;

    /// <summary>RFC 6544 section 4.2: of host candidates active ones take 6, passive ones 4, simultaneous open 2.</summary>
    private const uint PassiveDirectionPreference = 4;

    /// <summary>The 13 bits below the direction preference.</summary>
    private const uint HighestOtherPreference = 8191;

    /// <summary>Groups candidates of one base and type; 1 to 32 ice-chars.</summary>
    public required string Foundation { get; init; }

    /// <summary>1 for RTP.</summary>
    public int Component { get; init; } = RtpComponent;

    /// <summary>UDP or TCP.</summary>
    public required TransportProtocol Protocol { get; init; }

    /// <summary>Higher is tried first.</summary>
    public required uint Priority { get; init; }

    /// <summary>An IP address, or a name such as browsers hide theirs behind (mDNS, <c>.local</c>).</summary>
    public required string Address { get; init; }

    /// <summary>The port.</summary>
    public required ushort Port { get; init; }

    /// <summary>How the address was found.</summary>
    public IceCandidateType Type { get; init; }

    /// <summary>Who connects; null for UDP.</summary>
    public IceTcpType? TcpType { get; init; }

    /// <summary>libwebrtc's count of restarts; 0 for ours.</summary>
    public uint Generation { get; init; }

    /// <summary>A UDP socket of ours.</summary>
    /// <param name="foundation">1 to 32 ice-chars, one per address and protocol.</param>
    /// <param name="endpoint">The address that the peer can reach.</param>
    /// <param name="order">0 for the address to prefer, then 1, 2, ...; at most 65535.</param>
    public static IceCandidate HostUdp(string foundation, IPEndPoint endpoint, int order = 0) => new()
    {
        Foundation = foundation,
        Protocol = TransportProtocol.Udp,
        Priority = ComputePriority(TypePreference(IceCandidateType.Host), (ushort)(HighestLocalPreference - order), RtpComponent),
        Address = endpoint.Address.ToString(),
        Port = (ushort)endpoint.Port,
    };

    /// <summary>A TCP listener of ours.</summary>
    /// <param name="foundation">1 to 32 ice-chars, one per address and protocol.</param>
    /// <param name="endpoint">The address that the peer can reach.</param>
    /// <param name="order">0 for the address to prefer, then 1, 2, ...; at most 8191.</param>
    public static IceCandidate HostTcpPassive(string foundation, IPEndPoint endpoint, int order = 0) => new()
    {
        Foundation = foundation,
        Protocol = TransportProtocol.Tcp,
        Priority = ComputePriority(
            TcpHostTypePreference, (ushort)((PassiveDirectionPreference << 13) + HighestOtherPreference - order), RtpComponent),
        Address = endpoint.Address.ToString(),
        Port = (ushort)endpoint.Port,
        TcpType = IceTcpType.Passive,
    };

    /// <summary>The formula of RFC 8445 section 5.1.2.1.</summary>
    public static uint ComputePriority(uint typePreference, ushort localPreference, int component) =>
        (typePreference << 24) | ((uint)localPreference << 8) | (uint)(MaxComponent - component);

    /// <summary>The type preferences that RFC 8445 section 5.1.2.2 recommends, 0 to 126.</summary>
    public static uint TypePreference(IceCandidateType type) => type switch
    {
        IceCandidateType.Host => 126,
        IceCandidateType.PeerReflexive => 110,
        IceCandidateType.ServerReflexive => 100,
        _ => 0,
    };

    /// <summary>The tuple to send to; false when the address is a name.</summary>
    public bool TryGetTuple(out TransportTuple tuple)
    {
        bool isAddress = IPAddress.TryParse(Address, out IPAddress? address);
        tuple = isAddress ? TransportTuple.From(Protocol, new IPEndPoint(address!, Port)) : default;
        return isAddress;
    }

    /// <summary>
    /// Reads the attribute's text, with or without <c>a=</c> and <c>candidate:</c>. False when it does not follow the
    /// grammar or names a transport other than UDP and TCP; such a candidate is skipped, it spoils no offer.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IceCandidate? candidate)
    {
        candidate = null;
        text = text.Trim();
        text = text.StartsWith("a=", StringComparison.Ordinal) ? text[2..] : text;
        text = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        if (text.Length > MaxTextLength)
        {
            return false;
        }

        if (!TryTakeToken(ref text, out ReadOnlySpan<char> foundation) || !IsFoundation(foundation)
            || !TryTakeNumber(ref text, out uint component) || component is 0 or > MaxComponent
            || !TryTakeToken(ref text, out ReadOnlySpan<char> transport) || !TryReadProtocol(transport, out TransportProtocol protocol)
            || !TryTakeNumber(ref text, out uint priority)
            || !TryTakeToken(ref text, out ReadOnlySpan<char> address) || !IsAddress(address)
            || !TryTakeNumber(ref text, out uint port) || port > ushort.MaxValue
            || !TryTakeToken(ref text, out ReadOnlySpan<char> typ) || !typ.SequenceEqual("typ")
            || !TryTakeToken(ref text, out ReadOnlySpan<char> typeText) || !TryReadType(typeText, out IceCandidateType type))
        {
            return false;
        }

        IceTcpType? tcpType = null;
        uint generation = 0;
        while (TryTakeToken(ref text, out ReadOnlySpan<char> name) && TryTakeToken(ref text, out ReadOnlySpan<char> value))
        {
            if (name.SequenceEqual("tcptype") && !TryReadTcpType(value, out tcpType))
            {
                return false;
            }

            if (name.SequenceEqual("generation") && !TryReadNumber(value, out generation))
            {
                return false;
            }
        }

        if (tcpType is not null != (protocol == TransportProtocol.Tcp))
        {
            return false;
        }

        candidate = new IceCandidate
        {
            Foundation = foundation.ToString(),
            Component = (int)component,
            Protocol = protocol,
            Priority = priority,
            Address = address.ToString(),
            Port = (ushort)port,
            Type = type,
            TcpType = tcpType,
            Generation = generation,
        };
        return true;
    }

    /// <summary>The attribute's text, from <c>candidate:</c> on, without <c>a=</c>.</summary>
    public string ToSdp()
    {
        string protocol = Protocol == TransportProtocol.Udp ? "udp" : "tcp";
        string type = Type switch
        {
            IceCandidateType.Host => "host",
            IceCandidateType.ServerReflexive => "srflx",
            IceCandidateType.PeerReflexive => "prflx",
            _ => "relay",
        };
        string tcpType = TcpType switch
        {
            null => "",
            IceTcpType.Active => " tcptype active",
            IceTcpType.Passive => " tcptype passive",
            _ => " tcptype so",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Prefix}{Foundation} {Component} {protocol} {Priority} {Address} {Port} typ {type}{tcpType} generation {Generation}");
    }

    /// <summary>All but the address: who is at the other end is not for logs.</summary>
    public override string ToString() => $"{Type} {Protocol} candidate";

    private static bool TryTakeToken(ref ReadOnlySpan<char> text, out ReadOnlySpan<char> token)
    {
        text = text.TrimStart(' ');
        int end = text.IndexOf(' ');
        token = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..];
        return !token.IsEmpty;
    }

    private static bool TryTakeNumber(ref ReadOnlySpan<char> text, out uint number)
    {
        number = 0;
        return TryTakeToken(ref text, out ReadOnlySpan<char> token) && TryReadNumber(token, out number);
    }

    private static bool TryReadNumber(ReadOnlySpan<char> token, out uint number) =>
        uint.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool IsFoundation(ReadOnlySpan<char> text)
    {
        foreach (char value in text)
        {
            if (!char.IsAsciiLetterOrDigit(value) && value is not ('+' or '/'))
            {
                return false;
            }
        }

        return text.Length <= MaxFoundationLength;
    }

    /// <summary>An IP address, or the characters of a host name: nothing that could break out of an SDP line or a log.</summary>
    private static bool IsAddress(ReadOnlySpan<char> text)
    {
        foreach (char value in text)
        {
            if (!char.IsAsciiLetterOrDigit(value) && value is not ('.' or ':' or '-' or '_' or '%'))
            {
                return false;
            }
        }

        return text.Length <= MaxAddressLength;
    }

    private static bool TryReadProtocol(ReadOnlySpan<char> text, out TransportProtocol protocol)
    {
        bool isTcp = text.Equals("tcp", StringComparison.OrdinalIgnoreCase);
        protocol = isTcp ? TransportProtocol.Tcp : TransportProtocol.Udp;
        return isTcp || text.Equals("udp", StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryReadType(ReadOnlySpan<char> text, out IceCandidateType type)
    {
        IceCandidateType? found = text switch
        {
            "host" => IceCandidateType.Host,
            "srflx" => IceCandidateType.ServerReflexive,
            "prflx" => IceCandidateType.PeerReflexive,
            "relay" => IceCandidateType.Relayed,
            _ => null,
        };
        type = found ?? default;
        return found is not null;
    }

    private static bool TryReadTcpType(ReadOnlySpan<char> text, out IceTcpType? type)
    {
        type = text switch
        {
            "active" => IceTcpType.Active,
            "passive" => IceTcpType.Passive,
            "so" => IceTcpType.SimultaneousOpen,
            _ => null,
        };
        return type is not null;
    }
}
