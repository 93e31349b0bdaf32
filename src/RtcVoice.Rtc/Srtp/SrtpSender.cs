using RtcVoice.Rtc.Rtp;

namespace RtcVoice.Rtc.Srtp;

/// <summary>
/// Protects our RTP packets (RFC 3711, 3.3; RFC 7714, 8). Owned by one thread; allocates nothing per packet. Sequence numbers
/// are the caller's: the first one of a source is to lie in 1 to 32767, so that a receiver that misses the first packets
/// cannot guess their rollover counter wrong, and each later one is higher than the one before.
/// </summary>
internal sealed class SrtpSender : IDisposable
{
    /// <summary>Sources per direction: one is what we send; the bound keeps a fault from growing state.</summary>
    public const int MaxSources = 8;

    private readonly SrtpCipher _cipher;
    private readonly Source[] _sources = new Source[MaxSources];
    private int _sourceCount;

    /// <summary>Derives the session keys; the master key may be disposed afterwards.</summary>
    public SrtpSender(SrtpMasterKey master)
        : this(SrtpCipher.Create(master, SrtpPacketKind.Rtp))
    {
    }

    /// <summary>A sender over a cipher, which it owns.</summary>
    public SrtpSender(SrtpCipher cipher)
    {
        _cipher = cipher;
        Overhead = cipher.Profile.TagLength();
    }

    /// <summary>Bytes by which protection lengthens a packet.</summary>
    public int Overhead { get; }

    /// <summary>
    /// Protects the packet in the first <paramref name="length"/> bytes of the buffer, in place. False, with the packet
    /// untouched, when it is no RTP packet, when the buffer has no room for <see cref="Overhead"/> more bytes, when its
    /// sequence number is not after the last one (by less than 32768), or when there are too many sources.
    /// </summary>
    public bool TryProtect(Span<byte> buffer, int length, out int protectedLength)
    {
        protectedLength = 0;
        if ((uint)length > (uint)buffer.Length
            || buffer.Length - length < Overhead
            || !RtpHeader.TryRead(buffer[..length], out RtpHeader header)
            || !RtpHeader.TryMeasure(buffer[..length], out int headerLength)
            || !TryTakeIndex(header.Ssrc, header.SequenceNumber, out ulong index))
        {
            return false;
        }

        _cipher.Seal(SrtpPacketIndex.OfRtp(header.Ssrc, index), buffer[..length], headerLength, buffer.Slice(length, Overhead));
        protectedLength = length + Overhead;
        return true;
    }

    /// <summary>Zeroes and frees the keys.</summary>
    public void Dispose() => _cipher.Dispose();

    private bool TryTakeIndex(uint ssrc, ushort sequenceNumber, out ulong index)
    {
        foreach (ref Source source in _sources.AsSpan(0, _sourceCount))
        {
            if (source.Ssrc == ssrc)
            {
                if (!SrtpIndex.TryAdvance(source.Highest, sequenceNumber, out index))
                {
                    return false;
                }

                // Taken before it is used: whatever happens then, it is not used twice.
                source.Highest = index;
                return true;
            }
        }

        index = sequenceNumber;
        if (_sourceCount == MaxSources)
        {
            return false;
        }

        _sources[_sourceCount++] = new Source { Ssrc = ssrc, Highest = index };
        return true;
    }

    private struct Source
    {
        public uint Ssrc;
        public ulong Highest;
    }
}
