using System.Buffers.Binary;

namespace RtcVoice.Transport.IceTcp;

/// <summary>
/// Datagrams that wait for a TCP connection, framed by RFC 4571. When it is full the oldest goes: live audio that
/// has waited that long is no use, and what must not be lost is sent again by SCTP.
/// </summary>
internal sealed class SendQueue
{
    /// <summary>About 0.6 s of audio at one packet every 20 ms.</summary>
    private const int Slots = 32;

    private const int SlotBytes = FrameReader.HeaderBytes + MediaLoop.MaxDatagramBytes;

    // The lock is held for the copy of one datagram and never while the socket is used.
    private readonly Lock _gate = new();
    private readonly byte[] _bytes = new byte[Slots * SlotBytes];
    private readonly int[] _lengths = new int[Slots];
    private int _first;
    private int _count;

    /// <summary>Bytes that a taken frame needs at most.</summary>
    public static int MaxFrameBytes => SlotBytes;

    /// <summary>Adds a datagram; the oldest is dropped when the queue is full.</summary>
    /// <returns>True when the queue was empty, so that the writer has to be woken.</returns>
    public bool Enqueue(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length > MediaLoop.MaxDatagramBytes)
        {
            return false;
        }

        lock (_gate)
        {
            bool wasEmpty = _count == 0;
            if (_count == Slots)
            {
                _first = (_first + 1) % Slots;
                _count--;
            }

            int slot = (_first + _count) % Slots;
            Span<byte> frame = _bytes.AsSpan(slot * SlotBytes, SlotBytes);
            BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)datagram.Length);
            datagram.CopyTo(frame[FrameReader.HeaderBytes..]);
            _lengths[slot] = FrameReader.HeaderBytes + datagram.Length;
            _count++;
            return wasEmpty;
        }
    }

    /// <summary>Takes the oldest frame, its length header included.</summary>
    public bool TryTake(Span<byte> frame, out int length)
    {
        lock (_gate)
        {
            length = 0;
            if (_count == 0)
            {
                return false;
            }

            length = _lengths[_first];
            _bytes.AsSpan(_first * SlotBytes, length).CopyTo(frame);
            _first = (_first + 1) % Slots;
            _count--;
            return true;
        }
    }
}
