namespace RtcVoice.Audio.JitterBuffer;

/// <summary>
/// A bounded store of packets in chained chunks of one array: no fragmentation, and a hard bound in bytes whatever sizes a
/// peer sends. It has room for a few packets when the first comes and grows, by doubling, as far as a bad network ever makes
/// it: most never need the bound.
/// </summary>
internal sealed class PayloadPool
{
    /// <summary>A voice packet at 32 kb/s has about 80 bytes and takes one chunk.</summary>
    public const int ChunkBytes = 128;

    private const short None = -1;

    /// <summary>4 kB: 0.6 s of voice.</summary>
    private const int FirstChunks = 32;

    private readonly int _maxChunks;
    private byte[] _bytes = [];
    private short[] _next = [];
    private short _free = None;

    /// <summary>Makes an empty store that never holds more than so many chunks.</summary>
    public PayloadPool(int maxChunks)
    {
        _maxChunks = maxChunks;
        FreeChunks = maxChunks;
    }

    /// <summary>Chunks that may still be filled, whether or not there is memory for them yet.</summary>
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

        while (chunks > FreeChunks - (_maxChunks - _next.Length))
        {
            Grow();
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

    private void Grow()
    {
        int made = _next.Length;
        int wanted = Math.Min(_maxChunks, Math.Max(FirstChunks, 2 * made));

        // Pinned: what lives as long as a call is not copied by the collector as it grows old.
        byte[] bytes = GC.AllocateUninitializedArray<byte>(wanted * ChunkBytes, pinned: true);
        _bytes.CopyTo(bytes, 0);
        _bytes = bytes;
        Array.Resize(ref _next, wanted);
        for (int i = made; i < wanted; i++)
        {
            _next[i] = i + 1 < wanted ? (short)(i + 1) : _free;
        }

        _free = (short)made;
    }
}
