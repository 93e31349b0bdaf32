using System.Buffers.Binary;
using RtcVoice.Fuzz.Engine;
using RtcVoice.Transport.IceTcp;

namespace RtcVoice.Fuzz.Targets;

/// <summary>
/// Script: how the network cuts a TCP stream, then the stream. The same frames come out however it is cut, and they are
/// those that the stream holds up to the first one that is too long.
/// </summary>
internal sealed class FrameReaderTarget : IFuzzTarget
{
    public static IEnumerable<byte[]> Seeds =>
        from cut in (byte[])[0, 1, 2, 7, 255]
        select (byte[])[cut, (byte)(cut / 2), .. RtpSeeds.All.Concat(StunSeeds.All).SelectMany(frame => ByteScript.WriteBlock(frame)), 0, 0];

    public static IReadOnlyList<byte[]> Words { get; } = [[0x08, 0x00], [0x08, 0x01], [0x00, 0x00], .. StunSeeds.All.Select(frame => ByteScript.WriteBlock(frame))];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        var script = new ByteScript(data);
        int firstCut = script.Byte();
        int growth = script.Byte();
        ReadOnlySpan<byte> stream = data[Math.Min(2, data.Length)..];
        ReadOnlySpan<byte> expected = stream;
        var reader = new FrameReader();
        int piece = firstCut;
        while (!stream.IsEmpty && !reader.IsBroken)
        {
            Span<byte> room = reader.WritableMemory.Span;
            Invariant.Require(!room.IsEmpty, "there is always room for more");
            int count = Math.Clamp(piece + 1, 1, Math.Min(stream.Length, room.Length));
            piece = (piece + growth) & 0xFFF;
            stream[..count].CopyTo(room);
            reader.Advance(count);
            stream = stream[count..];
            while (reader.TryRead(out ReadOnlySpan<byte> frame))
            {
                int length = BinaryPrimitives.ReadUInt16BigEndian(expected);
                Invariant.Require(length <= FrameReader.MaxFrameBytes && frame.SequenceEqual(expected.Slice(FrameReader.HeaderBytes, length)), "a frame is what its length says");
                expected = expected[(FrameReader.HeaderBytes + length)..];
            }
        }

        bool isTooLong = expected.Length >= FrameReader.HeaderBytes && BinaryPrimitives.ReadUInt16BigEndian(expected) > FrameReader.MaxFrameBytes;
        bool isWhole = expected.Length >= FrameReader.HeaderBytes
            && expected.Length >= FrameReader.HeaderBytes + BinaryPrimitives.ReadUInt16BigEndian(expected);
        Invariant.Require(reader.IsBroken == isTooLong, "a stream breaks at a frame that is too long, and nowhere else");
        Invariant.Require(isTooLong || !isWhole, "no whole frame is left");
    }
}
