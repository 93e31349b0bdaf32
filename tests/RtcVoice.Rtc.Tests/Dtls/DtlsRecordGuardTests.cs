using FsCheck;
using FsCheck.Fluent;
using RtcVoice.Rtc.Dtls;
using RtcVoice.TestKit;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Dtls;

[TestFixture]
internal sealed class DtlsRecordGuardTests
{
    private static readonly Instant Now = Instant.Origin + TimeSpan.FromSeconds(5);

    [TestCase(20, 0, 1, ExpectedResult = true)]
    [TestCase(20, 0, 2, ExpectedResult = false)]
    [TestCase(21, 0, 2, ExpectedResult = false)]
    [TestCase(22, 0, 100, ExpectedResult = true)]
    [TestCase(23, 0, 100, ExpectedResult = false)]
    [TestCase(24, 0, 100, ExpectedResult = false)]
    [TestCase(20, 1, 25, ExpectedResult = false)]
    [TestCase(21, 1, 26, ExpectedResult = true)]
    [TestCase(21, 1, 23, ExpectedResult = false)]
    [TestCase(22, 1, 24, ExpectedResult = true)]
    [TestCase(23, 1, 24, ExpectedResult = true)]
    [TestCase(23, 1, 23, ExpectedResult = false)]
    [TestCase(23, 1, 16_408, ExpectedResult = true)]
    [TestCase(23, 1, 16_409, ExpectedResult = false)]
    [TestCase(24, 1, 100, ExpectedResult = false)]
    [TestCase(25, 1, 100, ExpectedResult = false)]
    [TestCase(23, 2, 100, ExpectedResult = false)]
    [TestCase(22, 65535, 100, ExpectedResult = false)]
    public bool During_the_handshake(int type, int epoch, int length) => Passes(new DtlsRecordGuard(), Record(type, epoch, length));

    [TestCase(20, 0, 1, ExpectedResult = false)]
    [TestCase(21, 0, 2, ExpectedResult = false)]
    [TestCase(22, 0, 100, ExpectedResult = true)]
    [TestCase(20, 1, 25, ExpectedResult = false)]
    [TestCase(21, 1, 26, ExpectedResult = true)]
    [TestCase(22, 1, 48, ExpectedResult = true)]
    [TestCase(23, 1, 24, ExpectedResult = true)]
    [TestCase(23, 1, 23, ExpectedResult = false)]
    public bool After_the_handshake(int type, int epoch, int length)
    {
        DtlsRecordGuard guard = new();
        guard.HandshakeDone(DtlsRecordGuard.MinGcmLength);
        return Passes(guard, Record(type, epoch, length));
    }

    [Test]
    public void A_ChaCha20_record_may_be_shorter_than_a_GCM_one()
    {
        DtlsRecordGuard guard = new();
        guard.HandshakeDone(DtlsRecordGuard.MinChaChaLength);
        Assert.That(Passes(guard, Record(21, 1, 18)), Is.True);
        Assert.That(Passes(guard, Record(21, 1, 15)), Is.False);
    }

    [Test]
    public void Nothing_in_the_clear_passes_once_the_peer_has_used_its_keys()
    {
        DtlsRecordGuard guard = new();
        guard.HandshakeDone(DtlsRecordGuard.MinGcmLength);
        guard.FinalFlightConfirmed();
        Assert.That(Passes(guard, Record(22, 0, 100)), Is.False);
        Assert.That(guard.Counters.ForeignEpochs, Is.EqualTo(1));
    }

    [Test]
    public void Repeats_in_the_clear_after_the_handshake_are_rate_limited()
    {
        DtlsRecordGuard guard = new();
        guard.HandshakeDone(DtlsRecordGuard.MinGcmLength);
        byte[] record = Record(22, 0, 50);
        int burst = Enumerable.Range(0, 100).Count(_ => Passes(guard, record));
        Assert.That(burst, Is.EqualTo(DtlsRecordGuard.RepeatBurst));
        Assert.That(guard.Counters.RateLimited, Is.EqualTo(100 - burst));

        int inTheNextSecond = Enumerable.Range(1, 1000).Count(ms => Passes(guard, record, Now + TimeSpan.FromMilliseconds(ms)));
        Assert.That(inTheNextSecond, Is.EqualTo(20));

        int afterSilence = Enumerable.Range(0, 100).Count(_ => Passes(guard, record, Now + TimeSpan.FromSeconds(60)));
        Assert.That(afterSilence, Is.EqualTo(DtlsRecordGuard.RepeatBurst));
    }

    [TestCase(0xfeff, ExpectedResult = true)]
    [TestCase(0xfefd, ExpectedResult = true)]
    [TestCase(0xfefc, ExpectedResult = false)]
    [TestCase(0x0303, ExpectedResult = false)]
    public bool Versions_of_DTLS_1_0_and_1_2_pass(int version)
    {
        byte[] record = Record(22, 0, 100);
        record[1] = (byte)(version >> 8);
        record[2] = (byte)version;
        return Passes(new DtlsRecordGuard(), record);
    }

    [Test]
    public void A_bad_record_is_stepped_over_and_nonsense_ends_the_datagram()
    {
        DtlsRecordGuard guard = new();
        byte[] datagram = [.. Record(21, 0, 2), .. Record(22, 0, 30), .. Record(23, 1, 5), .. Record(22, 1, 40), .. new byte[14], .. Record(22, 0, 30)];
        ReadOnlySpan<byte> rest = datagram;
        Assert.That(guard.TryNext(ref rest, Now, out DtlsRecordHeader first, out ReadOnlySpan<byte> record), Is.True);
        Assert.That(first, Is.EqualTo(new DtlsRecordHeader(DtlsContentType.Handshake, 0xfefd, 0, 0x0000_0102_0304, 30)));
        Assert.That(record.Length, Is.EqualTo(43));
        Assert.That(guard.TryNext(ref rest, Now, out DtlsRecordHeader second, out _), Is.True);
        Assert.That(second.Epoch, Is.EqualTo(1));
        Assert.That(guard.TryNext(ref rest, Now, out _, out _), Is.False);
        Assert.That(rest.IsEmpty);
        Assert.That(guard.Counters.PlaintextAlerts, Is.EqualTo(1));
        Assert.That(guard.Counters.ForbiddenLengths, Is.EqualTo(1));
        Assert.That(guard.Counters.Malformed, Is.EqualTo(1));
        Assert.That(guard.Counters.Accepted, Is.EqualTo(2));
    }

    [Test]
    public void A_length_that_runs_past_the_datagram_passes_nothing()
    {
        byte[] record = Record(22, 0, 100);
        for (int cut = 0; cut < record.Length; cut++)
        {
            Assert.That(Passes(new DtlsRecordGuard(), record[..cut]), Is.False, $"cut to {cut}");
        }
    }

    [Test]
    public void Any_bytes_give_records_that_lie_inside_them_and_keep_the_rules()
    {
        Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>().Generator.Zip(Gen.Choose(0, 2)).ToArbitrary(),
            input =>
            {
                (byte[] bytes, int phase) = input;
                DtlsRecordGuard guard = new();
                if (phase > 0)
                {
                    guard.HandshakeDone(DtlsRecordGuard.MinGcmLength);
                }

                // Likely headers in front of arbitrary bytes, or nothing would ever pass.
                byte[] datagram = bytes.Length < 3 ? bytes : [(byte)(20 + (bytes[0] % 6)), 0xfe, 0xfd, 0, (byte)(bytes[1] % 3), .. bytes];
                ReadOnlySpan<byte> rest = datagram;
                int seen = 0;
                while (guard.TryNext(ref rest, Now, out DtlsRecordHeader header, out ReadOnlySpan<byte> record))
                {
                    seen += record.Length;
                    if (header.Epoch > 1 || (header.Epoch == 1 && header.Length < 24) || header is { Epoch: 0, Type: DtlsContentType.Alert })
                    {
                        return false;
                    }
                }

                return seen <= datagram.Length && rest.IsEmpty;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(20261122UL, 1UL));
    }

    [Test]
    public void The_guard_allocates_nothing()
    {
        DtlsRecordGuard guard = new();
        byte[] datagram = [.. Record(22, 0, 30), .. Record(21, 0, 2), .. Record(23, 1, 60)];
        Walk(guard, datagram, 1000);
        Assert.That(Allocations.Measure(() => Walk(guard, datagram, 100_000)), Is.Zero);
    }

    private static void Walk(DtlsRecordGuard guard, byte[] datagram, int times)
    {
        for (int i = 0; i < times; i++)
        {
            ReadOnlySpan<byte> rest = datagram;
            while (guard.TryNext(ref rest, Now, out _, out _))
            {
            }
        }
    }

    private static bool Passes(DtlsRecordGuard guard, byte[] datagram, Instant? now = null)
    {
        ReadOnlySpan<byte> rest = datagram;
        return guard.TryNext(ref rest, now ?? Now, out _, out _);
    }

    private static byte[] Record(int type, int epoch, int length) =>
        [(byte)type, 0xfe, 0xfd, (byte)(epoch >> 8), (byte)epoch, 0, 0, 1, 2, 3, 4, (byte)(length >> 8), (byte)length, .. new byte[length]];
}
