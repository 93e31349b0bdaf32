using RtcVoice.Fuzz.Engine;
using RtcVoice.Rtc.Dtls;
using RtcVoice.Timing;

namespace RtcVoice.Fuzz.Targets;

/// <summary>
/// Script: the phase, then datagrams with the time before each. What passes the guard is harmless in its phase, lies whole
/// in its datagram, and every record is counted once.
/// </summary>
internal sealed class DtlsRecordGuardTarget : IFuzzTarget
{
    private const int Handshaking = 0;
    private const int Established = 2;

    public static IEnumerable<byte[]> Seeds =>
        from phase in Enumerable.Range(0, 3)
        select (byte[])[(byte)phase, 0, .. ByteScript.WriteBlock([.. Record(22, 0, 40), .. Record(20, 0, 1), .. Record(22, 1, 40), .. Record(23, 1, 99)])];

    public static IReadOnlyList<byte[]> Words { get; } =
        [.. from type in (byte[])[20, 21, 22, 23, 24] from epoch in (byte[])[0, 1, 2] select Record(type, epoch, type == 20 ? 1 : 24)];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        var script = new ByteScript(data);
        byte setting = script.Byte();
        int phase = setting % 3;
        int minLength = phase != Handshaking && (setting & 0x80) != 0 ? DtlsRecordGuard.MinChaChaLength : DtlsRecordGuard.MinGcmLength;
        var guard = new DtlsRecordGuard();
        if (phase != Handshaking)
        {
            guard.HandshakeDone(minLength);
        }

        if (phase == Established)
        {
            guard.FinalFlightConfirmed();
        }

        Instant start = new(1_000_000_000);
        Instant now = start;
        int passedInTheClear = 0;
        while (!script.IsOver)
        {
            now += TimeSpan.FromMilliseconds(script.Byte());
            ReadOnlySpan<byte> datagram = script.Block();
            ReadOnlySpan<byte> rest = datagram;
            int left = rest.Length;
            while (guard.TryNext(ref rest, now, out DtlsRecordHeader header, out ReadOnlySpan<byte> record))
            {
                Check(header, record, datagram, phase, minLength);
                Invariant.Require(rest.Length <= left - record.Length, "the guard moves on");
                left = rest.Length;
                passedInTheClear += header.Epoch == 0 ? 1 : 0;
            }

            Invariant.Require(rest.IsEmpty, "a datagram is read to its end");
        }

        if (phase != Handshaking)
        {
            long earned = (now - start).Ticks / DtlsRecordGuard.RepeatInterval.Ticks;
            Invariant.Require(passedInTheClear <= DtlsRecordGuard.RepeatBurst + earned, "repeats are limited");
        }
    }

    private static void Check(
        in DtlsRecordHeader header, ReadOnlySpan<byte> record, ReadOnlySpan<byte> datagram, int phase, int minLength)
    {
        Invariant.Require(datagram.Overlaps(record) && record.Length == header.RecordLength, "a record lies whole in its datagram");
        Invariant.Require(DtlsRecordHeader.TryRead(record, out DtlsRecordHeader again) && again == header, "its header is its own");
        Invariant.Require(header.Epoch <= 1, "no third epoch passes");
        if (header.Epoch == 1)
        {
            Invariant.Require(
                header.Length >= minLength && header.Length <= DtlsRecordGuard.MaxProtectedLength, "a protected record has room for its overhead");
            return;
        }

        Invariant.Require(phase != Established, "nothing passes in the clear once the peer uses its keys");
        Invariant.Require(header.Type != DtlsContentType.Alert, "no alert passes in the clear");
        Invariant.Require(
            header.Type == DtlsContentType.Handshake || (header.Type == DtlsContentType.ChangeCipherSpec && phase == Handshaking && header.Length == 1),
            "in the clear a handshake passes, and nothing else");
    }

    private static byte[] Record(byte type, byte epoch, int length) =>
        [type, 0xFE, 0xFD, 0, epoch, 0, 0, 0, 0, 0, 1, (byte)(length >> 8), (byte)length, .. new byte[length]];
}
