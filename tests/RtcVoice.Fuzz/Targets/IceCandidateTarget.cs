using System.Text;
using RtcVoice.Fuzz.Engine;
using RtcVoice.Rtc;
using RtcVoice.Rtc.Ice;

namespace RtcVoice.Fuzz.Targets;

/// <summary>A candidate is written as it was read, in one line of plain text, whatever the line held.</summary>
internal sealed class IceCandidateTarget : IFuzzTarget
{
    public static IEnumerable<byte[]> Seeds => Lines.Select(Encoding.ASCII.GetBytes);

    public static IReadOnlyList<byte[]> Words { get; } =
        [.. Lines.SelectMany(line => line.Split(' ')).Distinct().Select(word => Encoding.ASCII.GetBytes(word + " "))];

    private static IEnumerable<string> Lines =>
    [
        "candidate:1 1 udp 2130706431 203.0.113.7 7000 typ host generation 0",
        "a=candidate:2 1 UDP 1694498815 198.51.100.9 50000 typ srflx raddr 0.0.0.0 rport 0 generation 0 ufrag abcd network-cost 999",
        "candidate:3 1 tcp 1518280447 2001:db8::1 9 typ host tcptype active generation 4294967295",
        "candidate:4 1 tcp 1518280447 fe80::1%eth0 9 typ host tcptype so",
        "candidate:5 256 udp 1 0a1b2c3d-0000-4000-8000-000000000000.local 65535 typ prflx",
        "candidate:abc+/ 1 udp 0 ::ffff:192.0.2.1 0 typ relay tcptype passive",
    ];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        string text = Encoding.Latin1.GetString(data);
        if (!IceCandidate.TryParse(text, out IceCandidate? candidate))
        {
            Invariant.Require(candidate is null, "what is refused is not given");
            return;
        }

        string written = candidate!.ToSdp();
        Invariant.Require(written.All(character => character is >= ' ' and <= '~'), "a candidate is one line of plain text");
        Invariant.Require(IceCandidate.TryParse(written, out IceCandidate? again) && again == candidate, "it is written as it was read");
        IceCandidate elsewhere = candidate with { Address = "198.51.100.1", Port = 9 };
        Invariant.Require(candidate.ToString() == elsewhere.ToString(), "logs do not tell its address");
        if (candidate.TryGetTuple(out TransportTuple tuple))
        {
            Invariant.Require(tuple.Port == candidate.Port && tuple.Protocol == candidate.Protocol, "its tuple is its own");
            Invariant.Require(TransportTuple.From(tuple.Protocol, tuple.ToEndPoint()) == tuple, "an endpoint has one tuple");
        }
    }
}
