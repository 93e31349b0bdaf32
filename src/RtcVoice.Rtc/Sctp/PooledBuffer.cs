using System.Buffers;

namespace RtcVoice.Rtc.Sctp;

/// <summary>
/// Bytes in an array rented from the shared pool. One holder at a time; the holder returns it once, or hands it on.
/// </summary>
internal readonly record struct PooledBuffer(byte[]? Array, int Length)
{
    public ReadOnlySpan<byte> Span => new(Array, 0, Length);

    public ReadOnlyMemory<byte> Memory => new(Array, 0, Length);

    public static PooledBuffer CopyOf(ReadOnlySpan<byte> bytes)
    {
        PooledBuffer buffer = Rent(bytes.Length);
        bytes.CopyTo(buffer.Array);
        return buffer;
    }

    public static PooledBuffer Rent(int length) => new(ArrayPool<byte>.Shared.Rent(length), length);

    public void Return()
    {
        if (Array is not null)
        {
            ArrayPool<byte>.Shared.Return(Array);
        }
    }
}
