using RtcVoice.Pacing;

namespace RtcVoice.Transport.Udp;

/// <summary>
/// Datagrams that leave by one sendmmsg(2). Where the kernel guards its entry against speculation, entering it costs 0.3 to
/// 1.3 us, a good part of what sending a packet does. A thread's own, so nothing is locked.
/// </summary>
internal sealed unsafe class OutgoingBatch : IPacketBatch
{
    private const int Capacity = 32;

    [ThreadStatic]
    private static OutgoingBatch? _ofThisThread;

    private readonly LibC.Buffer[] _buffers = GC.AllocateArray<LibC.Buffer>(Capacity, pinned: true);
    private readonly LibC.CountedMessage[] _messages = GC.AllocateArray<LibC.CountedMessage>(Capacity, pinned: true);

    /// <summary>Keeps the addresses that the messages point to.</summary>
    private readonly LinuxUdpPath?[] _paths = new LinuxUdpPath?[Capacity];

    private int _count;

    /// <summary>The batch of the calling thread.</summary>
    public static OutgoingBatch OfThisThread => _ofThisThread ??= new OutgoingBatch();

    /// <summary>Takes in a datagram, in pinned memory; a full batch, or one of another port, leaves first.</summary>
    public void Add(LinuxUdpPath path, ReadOnlySpan<byte> pinned)
    {
        if (_count == Capacity || (_count > 0 && _paths[0]!.Port != path.Port))
        {
            Flush();
        }

        fixed (byte* data = pinned)
        fixed (LibC.Buffer* buffer = &_buffers[_count])
        {
            buffer->Start = data;
            buffer->Length = (nuint)pinned.Length;
            ref LibC.MessageHeader message = ref _messages[_count].Header;
            path.Address(ref message);
            message.Buffers = buffer;
            message.BufferCount = 1;
        }

        _paths[_count++] = path;
    }

    /// <inheritdoc />
    public void Flush()
    {
        if (_count == 0)
        {
            return;
        }

        fixed (LibC.CountedMessage* messages = _messages)
        {
            _paths[0]!.Port.Send(messages, _count);
        }

        Array.Clear(_paths, 0, _count);
        _count = 0;
    }
}
