using System.Buffers.Binary;
using RtcVoice.Transport.IceTcp;

namespace RtcVoice.Transport.Tests.IceTcp;

public sealed class FrameReaderTests
{
    [Test]
    public void Frames_come_out_whole_however_the_stream_is_cut([Values(1, 2, 3, 7, 1000)] int piece)
    {
        byte[][] frames = [[1], [2, 3, 4], [], Enumerable.Repeat((byte)9, FrameReader.MaxFrameBytes).ToArray(), [5, 6]];
        byte[] stream = [.. frames.SelectMany(Framed)];
        var reader = new FrameReader();
        var read = new List<byte[]>();
        for (int i = 0; i < stream.Length; i += piece)
        {
            ReadOnlySpan<byte> part = stream.AsSpan(i, Math.Min(piece, stream.Length - i));
            part.CopyTo(reader.WritableMemory.Span);
            reader.Advance(part.Length);
            while (reader.TryRead(out ReadOnlySpan<byte> frame))
            {
                read.Add(frame.ToArray());
            }
        }

        Assert.That(read, Is.EqualTo(frames));
        Assert.That(reader.IsBroken, Is.False);
    }

    [Test]
    public void A_frame_longer_than_any_datagram_breaks_the_stream()
    {
        var reader = new FrameReader();
        BinaryPrimitives.WriteUInt16BigEndian(reader.WritableMemory.Span, FrameReader.MaxFrameBytes + 1);
        reader.Advance(FrameReader.HeaderBytes);
        Assert.That(reader.TryRead(out _), Is.False);
        Assert.That(reader.IsBroken);
    }

    [Test]
    public void There_is_always_room_for_the_rest_of_a_frame()
    {
        var reader = new FrameReader();
        byte[] frame = [.. Framed(new byte[FrameReader.MaxFrameBytes])];
        for (int i = 0; i < 10; i++)
        {
            int written = 0;
            while (written < frame.Length)
            {
                Memory<byte> room = reader.WritableMemory;
                Assert.That(room.Length, Is.Positive);
                int count = Math.Min(room.Length, Math.Min(1400, frame.Length - written));
                frame.AsSpan(written, count).CopyTo(room.Span);
                reader.Advance(count);
                written += count;
            }

            Assert.That(reader.TryRead(out _));
        }
    }

    private static IEnumerable<byte> Framed(byte[] frame) => [(byte)(frame.Length >> 8), (byte)frame.Length, .. frame];
}
