using System.Net;
using FsCheck;
using FsCheck.Fluent;
using RtcVoice.Rtc.Ice;

namespace RtcVoice.Rtc.Tests.Ice;

[TestFixture]
internal sealed class IceCandidateTests
{
    private static readonly IPEndPoint Server = new(IPAddress.Parse("203.0.113.7"), 7000);

    [Test]
    public void A_UDP_host_is_written_as_browsers_read_it() => Assert.That(
        IceCandidate.HostUdp("1", Server).ToSdp(),
        Is.EqualTo("candidate:1 1 udp 2130706431 203.0.113.7 7000 typ host generation 0"));

    [Test]
    public void A_second_address_takes_a_lower_priority() => Assert.That(
        IceCandidate.HostUdp("2", new IPEndPoint(IPAddress.Parse("2001:db8::7"), 7000), order: 1).ToSdp(),
        Is.EqualTo("candidate:2 1 udp 2130706175 2001:db8::7 7000 typ host generation 0"));

    [Test]
    public void A_TCP_listener_is_written_passive_and_below_UDP() => Assert.That(
        IceCandidate.HostTcpPassive("3", Server).ToSdp(),
        Is.EqualTo("candidate:3 1 tcp 1520435199 203.0.113.7 7000 typ host tcptype passive generation 0"));

    [TestCase(IceCandidateType.Host, 126u)]
    [TestCase(IceCandidateType.PeerReflexive, 110u)]
    [TestCase(IceCandidateType.ServerReflexive, 100u)]
    [TestCase(IceCandidateType.Relayed, 0u)]
    public void Priorities_follow_RFC_8445(IceCandidateType type, uint preference)
    {
        Assert.That(IceCandidate.TypePreference(type), Is.EqualTo(preference));
        Assert.That(
            IceCandidate.ComputePriority(preference, 65535, 1), Is.EqualTo((preference * 16777216) + (65535 * 256) + 255));
    }

    [Test]
    public void A_browsers_candidate_is_read()
    {
        const string text = "a=candidate:842163049 1 UDP 1677729535 192.0.2.44 54400 typ srflx raddr 10.0.0.5 rport 54400 "
            + "generation 2 ufrag Xy/1 network-id 1 network-cost 10";
        Assert.That(IceCandidate.TryParse(text, out IceCandidate? candidate), Is.True);
        Assert.That(candidate, Is.EqualTo(new IceCandidate
        {
            Foundation = "842163049",
            Protocol = TransportProtocol.Udp,
            Priority = 1677729535,
            Address = "192.0.2.44",
            Port = 54400,
            Type = IceCandidateType.ServerReflexive,
            Generation = 2,
        }));
        Assert.That(candidate!.TryGetTuple(out TransportTuple tuple), Is.True);
        Assert.That(tuple.ToEndPoint().ToString(), Is.EqualTo("192.0.2.44:54400"));
    }

    [Test]
    public void A_candidate_behind_an_mDNS_name_is_read_but_has_no_tuple()
    {
        const string text = "candidate:1 1 udp 2122260223 4f1e7a0e-9b0a-4bb4-a2b6-aaaaaaaaaaaa.local 60000 typ host";
        Assert.That(IceCandidate.TryParse(text, out IceCandidate? candidate), Is.True);
        Assert.That(candidate!.TryGetTuple(out _), Is.False);
    }

    [Test]
    public void An_active_TCP_candidate_is_read()
    {
        Assert.That(IceCandidate.TryParse("1 1 tcp 1518280447 10.0.0.5 9 typ host tcptype active", out IceCandidate? candidate), Is.True);
        Assert.That(candidate!.TcpType, Is.EqualTo(IceTcpType.Active));
        Assert.That(candidate.Protocol, Is.EqualTo(TransportProtocol.Tcp));
    }

    [TestCase("")]
    [TestCase("candidate:")]
    [TestCase("candidate:1")]
    [TestCase("candidate:1 1 udp 1 10.0.0.5 9")]
    [TestCase("candidate:1 1 udp 1 10.0.0.5 9 typ")]
    [TestCase("candidate:1 1 udp 1 10.0.0.5 9 typ alien")]
    [TestCase("candidate:1 1 udp 1 10.0.0.5 9 host typ")]
    [TestCase("candidate:1 0 udp 1 10.0.0.5 9 typ host")]
    [TestCase("candidate:1 257 udp 1 10.0.0.5 9 typ host")]
    [TestCase("candidate:1 1 sctp 1 10.0.0.5 9 typ host")]
    [TestCase("candidate:1 1 udp 4294967296 10.0.0.5 9 typ host")]
    [TestCase("candidate:1 1 udp -1 10.0.0.5 9 typ host")]
    [TestCase("candidate:1 1 udp 1 10.0.0.5 65536 typ host")]
    [TestCase("candidate:1 1 udp 1 10.0.0.5\r\na=x 9 typ host")]
    [TestCase("candidate:1_1 1 udp 1 10.0.0.5 9 typ host")]
    [TestCase("candidate:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 1 udp 1 10.0.0.5 9 typ host")]
    [TestCase("candidate:1 1 tcp 1 10.0.0.5 9 typ host")]
    [TestCase("candidate:1 1 tcp 1 10.0.0.5 9 typ host tcptype lazy")]
    [TestCase("candidate:1 1 udp 1 10.0.0.5 9 typ host tcptype passive")]
    [TestCase("candidate:1 1 udp 1 10.0.0.5 9 typ host generation x")]
    public void What_does_not_follow_the_grammar_is_refused(string text)
    {
        Assert.That(IceCandidate.TryParse(text, out IceCandidate? candidate), Is.False);
        Assert.That(candidate, Is.Null);
    }

    [Test]
    public void An_endless_line_is_refused() => Assert.That(
        IceCandidate.TryParse("1 1 udp 1 10.0.0.5 9 typ host " + new string('x', IceCandidate.MaxTextLength), out _), Is.False);

    [TestCase(253, true)]
    [TestCase(254, false)]
    public void A_name_is_no_longer_than_names_can_be(int length, bool isRead) => Assert.That(
        IceCandidate.TryParse($"candidate:1 1 udp 1 {new string('a', length)} 9 typ host", out _), Is.EqualTo(isRead));

    [Test]
    public void Every_candidate_that_is_written_is_read_back_equal()
    {
        Gen<IceCandidate> candidates =
            from foundation in Gen.Choose(0, int.MaxValue)
            from component in Gen.Choose(1, 256)
            from priority in Gen.Choose(0, int.MaxValue)
            from port in Gen.Choose(0, 65535)
            from type in Gen.Elements(Enum.GetValues<IceCandidateType>())
            from address in Gen.Elements("192.0.2.1", "2001:db8::1", "a-b.local", "::1")
            from tcpType in Gen.Elements(
                null, (IceTcpType?)IceTcpType.Active, IceTcpType.Passive, IceTcpType.SimultaneousOpen)
            from generation in Gen.Choose(0, 1000)
            select new IceCandidate
            {
                Foundation = foundation.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
                Component = component,
                Protocol = tcpType is null ? TransportProtocol.Udp : TransportProtocol.Tcp,
                Priority = (uint)priority * 2,
                Address = address,
                Port = (ushort)port,
                Type = type,
                TcpType = tcpType,
                Generation = (uint)generation,
            };
        Prop.ForAll(candidates.ToArbitrary(), candidate =>
            IceCandidate.TryParse(candidate.ToSdp(), out IceCandidate? read) && read == candidate)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(8839, 6543));
    }

    [Test]
    public void The_text_of_a_candidate_keeps_the_address_to_itself() =>
        Assert.That(IceCandidate.HostUdp("1", Server).ToString(), Does.Not.Contain("203"));
}
