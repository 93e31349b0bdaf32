namespace RtcVoice.Audio.JitterBuffer;

/// <summary>
/// A bounded store of packets in chained chunks of one array: no allocation, no fragmentation, and a hard bound in
/// bytes whatever sizes a peer sends.
/// </summary>
internal sealed class PayloadPool
{
    /// <summary>A voice packet at 32 kb/s has about 80 bytes and takes one chunk.</summary>
    public const int ChunkBytes = 128;

    private const short None = -1;

    private readonly byte[] _bytes;
    private readonly short[] _next;
    private short _free;

    public PayloadPool(int chunks)
    {
        _bytes = new byte[chunks * ChunkBytes];
        _next = new short[chunks];
        FreeChunks = chunks;
        for (int i = 0; i < chunks; i++)
        {
            _next[i] = (short)(i + 1 < chunks ? i + 1 : None);
        }
    }

    public int FreeChunks { get; private set; }

    public static int ChunksFor(int bytes) => Math.Max(1, (bytes + ChunkBytes - 1) / ChunkBytes);

    /// <summary>Stores a packet; false when there is no room.</summary>
    public bool TryStore(ReadOnlySpan<byte> payload, out short first)
    {
        first = None;
        int chunks = ChunksFor(payload.Length);
        if (chunks > FreeChunks)
        {
            return false;
        }

        FreeChunks -= chunks;
        first = _free;
        short chunk = _free;
        for (int i = 0; i < chunks; i++)
        {
            int take = Math.Min(ChunkBytes, payload.Length);
            payload[..take].CopyTo(_bytes.AsSpan(chunk * ChunkBytes));
            payload = payload[take..];
            short next = _next[chunk];
            if (i == chunks - 1)
            {
                _next[chunk] = None;
            }

            _free = chunk = next;
        }

        return true;
    }

    /// <summary>Copies a stored packet out; <paramref name="payload"/> has its length.</summary>
    public void Read(short first, Span<byte> payload)
    {
        for (short chunk = first; !payload.IsEmpty; chunk = _next[chunk])
        {
            int take = Math.Min(ChunkBytes, payload.Length);
            _bytes.AsSpan(chunk * ChunkBytes, take).CopyTo(payload);
            payload = payload[take..];
        }
    }

    /// <summary>Gives the room of a stored packet back.</summary>
    public void Free(short first)
    {
        short last = first;
        FreeChunks++;
        while (_next[last] != None)
        {
            last = _next[last];
            FreeChunks++;
        }

        _next[last] = _free;
        _free = first;
    }
}
