using System.Text;
using RtcVoice.Rtc.Rtcp;
using RtcVoice.Rtc.Rtp;
using RtcVoice.TestKit;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Rtcp;

[TestFixture]
internal sealed class RtcpSessionTests
{
    private const uint Ours = 0x0A0A0A0A;
    private const uint Theirs = 0x0B0B0B0B;

    private static readonly Instant Start = Instant.Origin + TimeSpan.FromDays(3);
    private static readonly NtpClock Clock = NtpClock.From(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero), Start);
    private static readonly NtpClock OtherClock = NtpClock.From(new DateTimeOffset(1999, 1, 1, 0, 0, 0, TimeSpan.Zero), Start);
    private static readonly SenderSnapshot Silent = new(0, 0, default);

    private RtcpSession _session = null!;

    [SetUp]
    public void SetUp() => _session = new RtcpSession(Ours, "call@rtc", Clock, Start);

    [Test]
    public void Reports_are_due_half_a_second_after_the_start_and_then_every_second()
    {
        Assert.That(_session.NextTimeout, Is.EqualTo(Start + TimeSpan.FromSeconds(0.5)));
        _session.HandleTimeout(At(499), Silent);
        Assert.That(Poll(_session), Is.Null, "not before it is due");
        _session.HandleTimeout(At(507), Silent);
        Assert.That(Poll(_session), Is.Not.Null);
        Assert.That(Poll(_session), Is.Null, "and once");
        Assert.That(_session.NextTimeout, Is.EqualTo(At(1500)), "lateness does not add up");
        _session.HandleTimeout(At(10_000), Silent);
        Assert.That(_session.NextTimeout, Is.EqualTo(At(11_000)), "what was missed is not made up for");
    }

    [Test]
    public void A_sender_report_tells_now_in_both_clocks()
    {
        // The last packet went out at 490 ms with timestamp 1000; the report is made at 500 ms.
        var sender = new SenderSnapshot(25, 2500, new RtpClock(new RtpTimestamp(1000), At(490), RtpClock.OpusRate));
        _session.HandleTimeout(At(500), sender);
        ReportPacket report = Report(Poll(_session)!);
        Assert.That(report.Ssrc, Is.EqualTo(Ours));
        Assert.That(report.Sender, Is.EqualTo(new SenderInfo(Clock.Read(At(500)), new RtpTimestamp(1480), 25, 2500)));
        DateTimeOffset noon = new(2026, 11, 22, 12, 0, 0, 500, TimeSpan.Zero);
        Assert.That(report.Sender!.Value.Ntp.Value, Is.EqualTo(NtpTimestamp.From(noon).Value).Within(16ul), "to a few nanoseconds");
    }

    [Test]
    public void A_compound_holds_a_report_and_the_canonical_name()
    {
        _session.HandleTimeout(At(500), Silent);
        byte[] compound = Poll(_session)!;
        Assert.That(Types(compound), Is.EqualTo(new[] { RtcpPacketType.ReceiverReport, RtcpPacketType.SourceDescription }));
        Assert.That(Cname(compound), Is.EqualTo("call@rtc"));
    }

    [Test]
    public void A_compound_that_nobody_took_gives_way_to_a_newer()
    {
        _session.HandleTimeout(At(500), Silent);
        _session.HandleTimeout(At(1500), new SenderSnapshot(1, 1, default));
        Assert.That(Types(Poll(_session)!)[0], Is.EqualTo(RtcpPacketType.SenderReport));
        Assert.That(Poll(_session), Is.Null);
    }

    [Test]
    public void What_came_is_reported_with_when_the_last_sender_report_came()
    {
        for (int i = 0; i < 20; i++)
        {
            if (i % 2 == 0 || i == 19)
            {
                _session.HandleRtp(Theirs, (ushort)(65_530 + i), new RtpTimestamp(960 * (uint)i), At(20 * i));
            }
        }

        _session.HandleDatagram(SenderReport(Theirs, new NtpTimestamp(0x0102_0304_0506_0708)), At(250));
        _session.HandleTimeout(At(500), Silent);
        ReportPacket report = Report(Poll(_session)!);
        Assert.That(report.BlockCount, Is.EqualTo(1));
        Assert.That(
            report.GetBlock(0),
            Is.EqualTo(new ReportBlock(Theirs, (9 << 8) / 20, 9, 65_549, 0, 0x0304_0506, 65_536 / 4)));

        _session.HandleTimeout(At(1500), Silent);
        Assert.That(Report(Poll(_session)!).BlockCount, Is.Zero, "a source that was silent since is not reported on");
        _session.HandleRtp(Theirs, 14, new RtpTimestamp(960 * 20), At(1600));
        _session.HandleTimeout(At(2500), Silent);
        Assert.That(Report(Poll(_session)!).GetBlock(0).DelaySinceLastSenderReport, Is.EqualTo(65_536 * 9 / 4));
    }

    [Test]
    public void Two_sessions_measure_their_round_trip_by_clocks_that_disagree()
    {
        var peer = new RtcpSession(Theirs, "peer", OtherClock, Start);
        TimeSpan oneWay = TimeSpan.FromMilliseconds(40);
        var events = new List<RtcpEvent>();

        // Each hears the other's media and reports; what one sends at t comes to the other at t + 40 ms.
        for (int second = 0; second < 3; second++)
        {
            Instant now = At(500 + (1000 * second));
            _session.HandleRtp(Theirs, (ushort)second, new RtpTimestamp(48_000 * (uint)second), now);
            peer.HandleRtp(Ours, (ushort)second, new RtpTimestamp(48_000 * (uint)second), now);
            var sender = new SenderSnapshot(1, 100, new RtpClock(default, now, RtpClock.OpusRate));
            _session.HandleTimeout(now, sender);
            peer.HandleDatagram(Poll(_session)!, now + oneWay);
            peer.HandleTimeout(now + TimeSpan.FromMilliseconds(300), sender);
            _session.HandleDatagram(Poll(peer)!, now + TimeSpan.FromMilliseconds(300) + oneWay);
            while (_session.TryPollEvent(out RtcpEvent raised))
            {
                events.Add(raised);
            }
        }

        Assert.That(events, Has.Count.EqualTo(3));
        Assert.That(events, Has.All.Property("Kind").EqualTo(RtcpEventKind.PeerReported).And.Property("Ssrc").EqualTo(Theirs));
        foreach (RtcpEvent raised in events)
        {
            Assert.That(raised.Report.RoundTrip!.Value.TotalMilliseconds, Is.EqualTo(80).Within(0.1));
        }
    }

    [Test]
    public void What_the_peer_says_of_us_is_told()
    {
        var block = new ReportBlock(Ours, 128, -1, 70_000, 480, 0, 0);
        byte[] compound = Compound((ref RtcpWriter writer) => writer.WriteReport(Theirs, null, [block with { Ssrc = 1 }, block]));
        Assert.That(_session.HandleDatagram(compound, At(600)), Is.True);
        Assert.That(_session.TryPollEvent(out RtcpEvent raised), Is.True);
        Assert.That(raised, Is.EqualTo(new RtcpEvent(RtcpEventKind.PeerReported, Theirs, new PeerReport(Theirs, block, null, At(600)))));
        Assert.That(raised.Report.FractionLost, Is.EqualTo(0.5));
        Assert.That(raised.Report.JitterAt(RtpClock.OpusRate), Is.EqualTo(TimeSpan.FromMilliseconds(10)));
        Assert.That(_session.TryPollEvent(out _), Is.False);
    }

    [Test]
    public void A_report_on_another_source_is_not_ours()
    {
        byte[] compound = Compound((ref RtcpWriter writer) => writer.WriteReport(Theirs, null, [new ReportBlock(1, 2, 3, 4, 5, 6, 7)]));
        Assert.That(_session.HandleDatagram(compound, At(600)), Is.True);
        Assert.That(_session.TryPollEvent(out _), Is.False);
    }

    [Test]
    public void A_reference_time_is_answered_once()
    {
        byte[] question = Compound((ref RtcpWriter writer) => writer.WriteReferenceTime(Theirs, new NtpTimestamp(0x0102_0304_0506_0708)));
        _session.HandleDatagram(question, At(250));
        _session.HandleTimeout(At(500), Silent);
        byte[] compound = Poll(_session)!;
        Assert.That(Types(compound)[^1], Is.EqualTo(RtcpPacketType.ExtendedReport));
        Assert.That(Delay(compound, Theirs), Is.EqualTo(new DelaySinceReceiverReport(Theirs, 0x0304_0506, 65_536 / 4)));
        _session.HandleTimeout(At(1500), Silent);
        Assert.That(Types(Poll(_session)!), Has.No.Member(RtcpPacketType.ExtendedReport));
    }

    [Test]
    public void A_source_that_says_goodbye_is_forgotten_and_told()
    {
        _session.HandleRtp(Theirs, 1, default, At(100));
        Assert.That(_session.GetReception(Theirs)!.Received, Is.EqualTo(1));
        byte[] goodbye = Compound((ref RtcpWriter writer) =>
        {
            writer.WriteReport(Theirs, null, []);
            writer.WriteGoodbye(Theirs);
        });
        _session.HandleDatagram(goodbye, At(200));
        Assert.That(_session.TryPollEvent(out RtcpEvent raised), Is.True);
        Assert.That(raised, Is.EqualTo(new RtcpEvent(RtcpEventKind.SourceLeft, Theirs)));
        Assert.That(_session.GetReception(Theirs), Is.Null);
        _session.HandleDatagram(goodbye, At(300));
        Assert.That(_session.TryPollEvent(out _), Is.False, "nobody leaves twice");
    }

    [Test]
    public void Closing_says_goodbye_and_nothing_more()
    {
        _session.HandleRtp(Theirs, 1, default, At(100));
        _session.Close(At(700), new SenderSnapshot(5, 500, new RtpClock(default, At(700), RtpClock.OpusRate)));
        byte[] compound = Poll(_session)!;
        RtcpPacketType[] expected = [RtcpPacketType.SenderReport, RtcpPacketType.SourceDescription, RtcpPacketType.Goodbye];
        Assert.That(Types(compound), Is.EqualTo(expected));
        Assert.That(_session.NextTimeout.IsNever, Is.True);
        _session.Close(At(800), Silent);
        _session.HandleTimeout(At(9000), Silent);
        _session.HandleRtp(1, 1, default, At(9000));
        _session.HandleDatagram(SenderReport(Theirs, default), At(9000));
        Assert.That(Poll(_session), Is.Null);
        Assert.That(_session.GetReception(1), Is.Null);
    }

    [Test]
    public void Sources_are_eight_and_a_ninth_waits_until_one_has_been_silent()
    {
        for (uint ssrc = 1; ssrc <= RtcpSession.MaxSources; ssrc++)
        {
            _session.HandleRtp(ssrc, 1, default, At(ssrc));
        }

        _session.HandleRtp(9, 1, default, At(100));
        Assert.That(_session.GetReception(9), Is.Null);
        for (uint ssrc = 1; ssrc <= RtcpSession.MaxSources; ssrc++)
        {
            if (ssrc != 3)
            {
                _session.HandleRtp(ssrc, 2, default, At(4000));
            }
        }

        _session.HandleRtp(9, 1, default, At(5002));
        Assert.That(_session.GetReception(9), Is.Null, "five seconds of silence are not over");
        _session.HandleRtp(9, 1, default, At(5003));
        Assert.That(_session.GetReception(9), Is.Not.Null);
        Assert.That(_session.GetReception(3), Is.Null, "the silent one gave way");
    }

    [Test]
    public void The_longest_compound_fits_its_bound()
    {
        var session = new RtcpSession(Ours, new string('c', RtcpSession.MaxCnameLength), Clock, Start);
        for (uint ssrc = 1; ssrc <= RtcpSession.MaxSources; ssrc++)
        {
            session.HandleRtp(ssrc, 1, default, At(1));
            session.HandleDatagram(Compound((ref RtcpWriter writer) => writer.WriteReferenceTime(ssrc, new NtpTimestamp(ssrc << 20))), At(2));
        }

        session.Close(At(3), new SenderSnapshot(1, 1, default));
        byte[] compound = Poll(session)!;
        Assert.That(compound, Has.Length.EqualTo(RtcpSession.MaxCompoundLength));
        Assert.That(RtcpSession.MaxCompoundLength, Is.LessThan(1000));
        Assert.That(RtcpCompound.TryRead(compound, out _), Is.True);
    }

    [Test]
    public void A_malformed_compound_counts_in_no_part()
    {
        byte[] compound = Compound((ref RtcpWriter writer) => writer.WriteReport(Theirs, null, [new ReportBlock(Ours, 1, 1, 1, 1, 0, 0)]));
        Assert.That(_session.HandleDatagram([.. compound, 0x80, 0xC9, 0, 9], At(100)), Is.False);
        Assert.That(_session.TryPollEvent(out _), Is.False);
        Assert.That(_session.MalformedCompounds, Is.EqualTo(1));
    }

    [Test]
    public void Events_that_nobody_takes_are_bounded_and_the_newest_are_kept()
    {
        for (int i = 0; i < 100; i++)
        {
            var block = new ReportBlock(Ours, 0, i, 0, 0, 0, 0);
            _session.HandleDatagram(Compound((ref RtcpWriter writer) => writer.WriteReport(Theirs, null, [block])), At(i));
        }

        var losses = new List<int>();
        while (_session.TryPollEvent(out RtcpEvent raised))
        {
            losses.Add(raised.Report.Block.CumulativeLost);
        }

        Assert.That(losses, Is.EqualTo(Enumerable.Range(84, 16)));
    }

    [Test]
    public void Hostile_compounds_never_throw_and_leave_the_session_at_work()
    {
        const int Seed = 5506;
        var random = new Random(Seed);
        byte[] valid = Compound((ref RtcpWriter writer) =>
        {
            writer.WriteReport(Theirs, new SenderInfo(default, default, 1, 1), [new ReportBlock(Ours, 1, 2, 3, 4, 5, 6)]);
            writer.WriteCname(Theirs, "name"u8);
            writer.WriteReferenceTime(Theirs, default);
            writer.WriteGoodbye(Theirs);
        });
        for (int i = 0; i < 50_000; i++)
        {
            byte[] bytes = valid[..random.Next(valid.Length + 1)];
            for (int flips = random.Next(6); flips > 0 && bytes.Length > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            _session.HandleDatagram(bytes, At(i));
            _session.HandleRtp((uint)random.Next(20), (ushort)random.Next(), new RtpTimestamp((uint)random.Next()), At(i));
            _session.HandleTimeout(At(i), new SenderSnapshot(1, 1, default));
            if (Poll(_session) is { } report)
            {
                Assert.That(RtcpCompound.TryRead(report, out _), Is.True, $"seed {Seed}, round {i}");
            }
        }

        Assert.That(_session.MalformedCompounds, Is.GreaterThan(1000), $"seed {Seed}");
    }

    [TestCase(0)]
    [TestCase(256)]
    public void A_canonical_name_of_another_length_is_an_error(int length) =>
        Assert.That(() => new RtcpSession(Ours, new string('c', length), Clock, Start), Throws.ArgumentException);

    [Test]
    public void A_destination_too_short_is_an_error_and_loses_nothing()
    {
        _session.HandleTimeout(At(500), Silent);
        Assert.That(() => _session.TryPollTransmit(new byte[8], out _), Throws.ArgumentException);
        Assert.That(Poll(_session), Is.Not.Null);
    }

    [Test]
    public void Packets_and_reports_allocate_nothing()
    {
        byte[] report = Compound((ref RtcpWriter writer) =>
        {
            writer.WriteReport(Theirs, new SenderInfo(default, default, 1, 1), [new ReportBlock(Ours, 1, 2, 3, 4, 5, 6)]);
            writer.WriteCname(Theirs, "name"u8);
            writer.WriteReferenceTime(Theirs, default);
        });
        var destination = new byte[RtcpSession.MaxCompoundLength];
        int sent = 0;
        int told = 0;
        int done = 1000;
        Run(0, done);
        long allocated = Allocations.Measure(() =>
        {
            Run(done, 100_000);
            done += 100_000;
        });
        Assert.That(allocated, Is.Zero);
        Assert.That((sent, told), Is.EqualTo((done / 50, done / 50)), "or nothing was tested");

        void Run(int first, int count)
        {
            for (int i = first; i < first + count; i++)
            {
                Instant now = At(20 * i);
                _session.HandleRtp(Theirs, (ushort)i, new RtpTimestamp(960 * (uint)i), now);
                if (i % 50 == 0)
                {
                    _session.HandleDatagram(report, now);
                }

                if (_session.TryPollEvent(out _))
                {
                    told++;
                }

                _session.HandleTimeout(now, new SenderSnapshot(i + 1, 100 * i, default));
                if (_session.TryPollTransmit(destination, out _))
                {
                    sent++;
                }
            }
        }
    }

    private delegate void WriteAction(ref RtcpWriter writer);

    private static Instant At(long milliseconds) => Start + TimeSpan.FromMilliseconds(milliseconds);

    private static byte[]? Poll(RtcpSession session)
    {
        var bytes = new byte[RtcpSession.MaxCompoundLength];
        return session.TryPollTransmit(bytes, out int length) ? bytes[..length] : null;
    }

    private static byte[] Compound(WriteAction write)
    {
        var bytes = new byte[RtcpSession.MaxCompoundLength];
        var writer = new RtcpWriter(bytes);
        write(ref writer);
        return bytes[..writer.Length];
    }

    private static byte[] SenderReport(uint ssrc, NtpTimestamp time) =>
        Compound((ref RtcpWriter writer) => writer.WriteReport(ssrc, new SenderInfo(time, default, 1, 1), []));

    private static ReportPacket Report(byte[] bytes)
    {
        Assert.That(RtcpCompound.TryRead(bytes, out RtcpCompound compound), Is.True);
        compound.TryReadNext(out RtcpPacket packet);
        Assert.That(ReportPacket.TryRead(packet, out ReportPacket report), Is.True);
        return report;
    }

    private static RtcpPacketType[] Types(byte[] bytes)
    {
        Assert.That(RtcpCompound.TryRead(bytes, out RtcpCompound compound), Is.True);
        var types = new List<RtcpPacketType>();
        while (compound.TryReadNext(out RtcpPacket packet))
        {
            types.Add(packet.Type);
        }

        return [.. types];
    }

    private static string? Cname(byte[] bytes)
    {
        RtcpCompound.TryRead(bytes, out RtcpCompound compound);
        while (compound.TryReadNext(out RtcpPacket packet))
        {
            if (SourceDescription.TryRead(packet, out SourceDescription description) && description.TryGetCname(Ours, out ReadOnlySpan<byte> name))
            {
                return Encoding.UTF8.GetString(name);
            }
        }

        return null;
    }

    private static DelaySinceReceiverReport? Delay(byte[] bytes, uint ssrc)
    {
        RtcpCompound.TryRead(bytes, out RtcpCompound compound);
        while (compound.TryReadNext(out RtcpPacket packet))
        {
            if (ExtendedReport.TryRead(packet, out ExtendedReport report) && report.TryGetDelay(ssrc, out DelaySinceReceiverReport delay))
            {
                return delay;
            }
        }

        return null;
    }
}
