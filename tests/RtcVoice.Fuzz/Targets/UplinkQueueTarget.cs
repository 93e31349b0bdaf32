using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Peer;
using RtcVoice.Fuzz.Engine;
using RtcVoice.Timing;

namespace RtcVoice.Fuzz.Targets;

/// <summary>Script: frames written and read. What comes out is what went in, in order; what found no room is counted.</summary>
internal sealed class UplinkQueueTarget : IFuzzTarget
{
    private const int MaxSteps = 2048;

    public static IEnumerable<byte[]> Seeds =>
    [
        [.. Enumerable.Range(0, 30).SelectMany(i => (byte[])[1, 0xFF, (byte)i, 0x04, (byte)(i * 9)]), 0, 0, 0],
        [.. Enumerable.Range(0, 60).SelectMany(i => (byte[])[1, 1, (byte)i, 0x00, (byte)(i * 4), 0])],
    ];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        var script = new ByteScript(data);
        var queue = new UplinkQueue();
        var expected = new Queue<(long Sequence, long Timestamp, long Arrival, int Length)>();
        byte[] payload = new byte[ushort.MaxValue];
        byte[] buffer = new byte[UplinkQueue.MaxPayloadBytes];
        long dropped = 0;
        for (int i = 0; i < MaxSteps && !script.IsOver; i++)
        {
            if ((script.Byte() & 1) == 0)
            {
                bool isThere = queue.TryRead(buffer, out ReceivedFrame frame);
                Invariant.Require(isThere == expected.Count > 0, "there is a frame when there is one");
                if (isThere)
                {
                    Check(frame, expected.Dequeue());
                }

                continue;
            }

            long number = (long)(((ulong)script.UInt16() << 48) ^ (ulong)i);
            int length = script.UInt16() & 0x7FF;
            payload.AsSpan(0, length).Fill((byte)number);
            if (queue.TryWrite(new ReceivedFrame(number, ~number, new Instant(number ^ 1), payload.AsSpan(0, length))))
            {
                expected.Enqueue((number, ~number, number ^ 1, length));
            }
            else
            {
                dropped++;
            }
        }

        Invariant.Require(queue.Dropped == dropped, "what is dropped is counted");
    }

    private static void Check(in ReceivedFrame frame, (long Sequence, long Timestamp, long Arrival, int Length) expected)
    {
        Invariant.Require(
            frame.Sequence == expected.Sequence && frame.Timestamp == expected.Timestamp && frame.Arrival.Nanoseconds == expected.Arrival
            && frame.Payload.Length == expected.Length && !frame.Payload.ContainsAnyExcept((byte)expected.Sequence),
            "a frame comes out as it went in");
    }
}
