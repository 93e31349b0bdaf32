using RtcVoice.Audio.JitterBuffer;
using RtcVoice.Audio.Opus;
using RtcVoice.Fuzz.Engine;
using RtcVoice.Timing;

namespace RtcVoice.Fuzz.Targets;

/// <summary>
/// Script: packets with any sequence number and timestamp, pulls, and time. Every pull gives a piece of sound that a decoder
/// can make, what is played was put in, the wait stays within its bounds, and no room leaks.
/// </summary>
internal sealed class UplinkJitterBufferTarget : IFuzzTarget
{
    private const int MaxSteps = 1024;

    public static IEnumerable<byte[]> Seeds =>
    [
        [.. Enumerable.Range(0, 20).SelectMany(i => (byte[])[0, 1, 1, (byte)(i % OpusSeeds.All.Count), 5, 20])],
        [.. Enumerable.Range(0, 20).SelectMany(i => (byte[])[1, 0, (byte)(i % 3), 0x03, 0xC0, 0, 5, 20])],
        [2, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 1, 1, 0, 5, 20, 4],
    ];

    public static IReadOnlyList<byte[]> Words { get; } = [.. OpusSeeds.All.Select(packet => ByteScript.WriteBlock(packet)), [5, 20], [5, 0]];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        var script = new ByteScript(data);
        var buffer = new UplinkJitterBuffer();
        int room = buffer.FreeBytes;
        Instant now = new(1_000_000_000);
        long sequence = 0;
        long timestamp = 0;
        for (int i = 0; i < MaxSteps && !script.IsOver; i++)
        {
            switch (script.Byte() % 7)
            {
                case 0:
                    sequence += (sbyte)script.Byte();
                    timestamp += (sbyte)script.Byte() * 960L;
                    _ = buffer.Put(sequence, timestamp, OpusSeeds.All[script.Byte() % OpusSeeds.All.Count], now);
                    break;
                case 1:
                    sequence += (short)script.UInt16();
                    timestamp += (short)script.UInt16();
                    _ = buffer.Put(sequence, timestamp, OpusSeeds.All[script.Byte() % OpusSeeds.All.Count], now);
                    break;
                case 2:
                    // The unwrappers give what 2^31 packets make at most; a stranger's numbers stay within 2^47 of it.
                    sequence = script.Int64() >> 16;
                    timestamp = script.Int64() >> 16;
                    _ = buffer.Put(sequence, timestamp, OpusSeeds.Frame, now, isRedundant: true);
                    break;
                case 3:
                    _ = buffer.Put(++sequence, timestamp += 960, script.Block(), now);
                    break;
                case 4:
                    buffer.Reset();
                    break;
                case 5:
                    now += TimeSpan.FromMilliseconds(script.Byte());
                    Pull(buffer, now);
                    break;
                default:
                    now += TimeSpan.FromMilliseconds(script.UInt16());
                    break;
            }

            Check(buffer, room);
        }

        buffer.Reset();
        Invariant.Require(buffer.FreeBytes == room && buffer.Count == 0, "no room leaks");
    }

    private static void Pull(UplinkJitterBuffer buffer, Instant now)
    {
        PlayoutDecision decision = buffer.Pull(now);
        Invariant.Require(decision.Samples is > 0 and <= OpusFormat.MaxPacketSamples, "a piece of sound has a length");
        bool hasPayload = decision.Kind is PlayoutKind.Packet or PlayoutKind.Recoverable;
        Invariant.Require(hasPayload == !decision.Payload.IsEmpty, "there is a payload to decode, or none is asked for");
        if (hasPayload)
        {
            bool isOpus = OpusPacket.TryRead(decision.Payload, out OpusPacket packet);
            Invariant.Require(isOpus, "what is played is Opus");
            Invariant.Require(decision.Kind != PlayoutKind.Packet || packet.DurationSamples == decision.Samples, "a packet is as long as it says");
        }
        else
        {
            bool isStep = decision.Samples % OpusDecoder.ConcealmentStepSamples == 0 && decision.Samples <= 2880;
            Invariant.Require(isStep, "what is made up is as long as a decoder can make it");
        }
    }

    private static void Check(UplinkJitterBuffer buffer, int room)
    {
        Invariant.Require(buffer.Count <= UplinkJitterBuffer.MaxPackets && buffer.FreeBytes >= 0 && buffer.FreeBytes <= room, "the buffer is bounded");
        Invariant.Require(
            buffer.TargetDelay >= TimeSpan.FromMilliseconds(20) && buffer.TargetDelay <= TimeSpan.FromMilliseconds(400), "the wait is 20 to 400 ms");
        Invariant.Require(buffer.Count > 0 || buffer.FreeBytes == room, "what is empty holds nothing");
        JitterBufferStatistics statistics = buffer.Statistics;
        Invariant.Require(statistics.Depth >= TimeSpan.Zero && statistics.LostSamples >= 0 && statistics.PausedSamples >= 0, "counters do not run backwards");
    }
}
