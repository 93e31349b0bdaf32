using System.Buffers.Binary;

namespace RtcVoice.Load.Clients;

/// <summary>When the RTP packets of one call came, and what numbers they bear. The clients' thread writes, who reads waits for it to stop.</summary>
internal sealed class ArrivalLog(int capacity)
{
    private readonly long[] _at = new long[capacity];
    private readonly uint[] _timestamps = new uint[capacity];
    private readonly ushort[] _sequences = new ushort[capacity];

    /// <summary>Packets that were noted.</summary>
    public int Count { get; private set; }

    /// <summary>When each came, in nanoseconds of CLOCK_MONOTONIC.</summary>
    public ReadOnlySpan<long> At => _at.AsSpan(0, Count);

    /// <summary>Their RTP timestamps, in samples at 48 kHz.</summary>
    public ReadOnlySpan<uint> Timestamps => _timestamps.AsSpan(0, Count);

    /// <summary>Packets that should have come between the first and the last, and did not.</summary>
    public int Lost
    {
        get
        {
            int span = 0;
            for (int i = 1; i < Count; i++)
            {
                span += (short)(_sequences[i] - _sequences[i - 1]);
            }

            return Count == 0 ? 0 : span + 1 - Count;
        }
    }

    /// <summary>Notes a packet: its fixed header (RFC 3550, section 5.1) is not encrypted.</summary>
    public void Add(ReadOnlySpan<byte> packet, long at)
    {
        if (Count < _at.Length && packet.Length >= 12)
        {
            _at[Count] = at;
            _sequences[Count] = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
            _timestamps[Count++] = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
        }
    }
}
