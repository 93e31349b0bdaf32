using System.Buffers.Binary;
using RtcVoice.Fuzz.Engine;
using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Sctp.Wire;
using RtcVoice.Timing;

namespace RtcVoice.Fuzz.Targets;

/// <summary>
/// Script: two associations, what they send each other, and a network that loses, repeats, reorders and forges (with a right
/// checksum and tag, as only a hostile peer can). Without forgery reliable messages arrive, whole and in order. With it the
/// ends may end, but hold no more than they may and do not keep each other busy for ever.
/// </summary>
internal sealed class SctpAssociationTarget : IFuzzTarget
{
    private const int MaxSteps = 256;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1200);

    public static IEnumerable<byte[]> Seeds =>
    [
        [8, .. Enumerable.Range(0, 12).SelectMany(i => (byte[])[0, (byte)((i % 2 * 0x80) | (i % 6)), 0, (byte)(i * 20)]), 8, 6, 1, 0],
        [8, .. Enumerable.Range(0, 6).SelectMany(i => (byte[])[0, (byte)i, 0x0F, 0xFF, 2, 0]), 6, 4, 0, 8, 7, 0, 7, 0x81, 8, 0, 0, 0, 9, 8],
        [1, 0, 1, 1, 3, 0, 4, 0, 8, 0, 1, 0, 50, 5, 0, 0, 20, 7, 8],
        [8, 0, 1, 0, 50, 8, 9, 0, .. ByteScript.WriteBlock(SctpSeeds.ReConfig), 9, 0x80, .. ByteScript.WriteBlock(SctpSeeds.ForwardTsn), 10, 1, 11, 0],
    ];

    public static IReadOnlyList<byte[]> Words { get; } = [.. SctpSeeds.Chunks.Select(chunk => (byte[])[9, 0, .. ByteScript.WriteBlock(chunk)])];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        var script = new ByteScript(data);
        var pair = new SctpFuzzPair();
        for (int i = 0; i < MaxSteps && !script.IsOver; i++)
        {
            Step(pair, ref script);
        }

        pair.Left.IsReadingPaused = false;
        pair.Right.IsReadingPaused = false;
        pair.RunUntil(() => pair.IsSettled, Patience);
        Invariant.Require(pair.IsSettled || pair.IsForged, "reliable messages arrive, or the association ends");
    }

    private static void Step(SctpFuzzPair pair, ref ByteScript script)
    {
        int what = script.Byte() % 12;
        if (what == 8)
        {
            pair.Exchange();
            return;
        }

        byte which = script.Byte();
        bool isRight = (which & 0x80) != 0;
        SctpFuzzEnd end = isRight ? pair.Right : pair.Left;
        List<byte[]> way = isRight ? pair.ToLeft : pair.ToRight;
        switch (what)
        {
            case 0:
                int length = script.UInt16();
                end.Send(which % 6, length % SctpFuzzEnd.MaxMessageLength, pair.Now);
                pair.Drain();
                break;
            case 1:
                pair.Deliver(way, isRight);
                break;
            case 2 when way.Count > 0:
                way.RemoveAt(0);
                break;
            case 3 when way.Count > 0:
                way.Add(way[0]);
                break;
            case 4 when way.Count > 0:
                way.Add(way[0]);
                way.RemoveAt(0);
                break;
            case 5 when way.Count > 0:
                Forge(way[0], script.UInt16(), script.Byte());
                pair.IsForged = true;
                pair.Deliver(way, isRight);
                break;
            case 6:
                pair.Pass(TimeSpan.FromMilliseconds((which << 4) | script.Byte()));
                break;
            case 7:
                end.Association.TryResetStream((ushort)(which % 6), pair.Now);
                pair.Drain();
                break;
            case 9:
                pair.IsForged = true;
                pair.Inject(isRight, script.Block());
                break;
            case 10:
                end.IsReadingPaused = !end.IsReadingPaused;
                pair.Drain();
                break;
            case 11:
                end.Association.Shutdown(pair.Now);
                pair.IsEnding = true;
                pair.Drain();
                break;
        }
    }

    private static void Forge(byte[] packet, int place, byte change)
    {
        if (packet.Length > SctpCommonHeader.Length)
        {
            packet[SctpCommonHeader.Length + (place % (packet.Length - SctpCommonHeader.Length))] ^= change;
            SctpCommonHeader.Seal(packet);
        }
    }
}
