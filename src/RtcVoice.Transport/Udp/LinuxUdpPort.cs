using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using RtcVoice.Rtc;

namespace RtcVoice.Transport.Udp;

/// <summary>
/// The port on Linux: reads many datagrams in one call, and, where it is bound to all addresses, answers each from the
/// address that it came to, whatever routing would choose: a browser takes an answer from no other (RFC 8445, section
/// 7.2.5.2.1).
/// </summary>
internal sealed unsafe class LinuxUdpPort : UdpPort
{
    /// <summary>Read at once: 20 ms of 32 calls, or what comes during a stall of 1 ms of 1,600.</summary>
    private const int Batch = 32;

    private const int BufferBytes = MediaLoop.MaxDatagramBytes + 1;

    private const int SendFlags = LibC.DoNotWait | LibC.NoSignal;

    /// <summary>sockaddr_in6.</summary>
    private const int NameBytes = 28;

    private readonly byte[] _data = GC.AllocateArray<byte>(Batch * BufferBytes, pinned: true);
    private readonly byte[] _names = GC.AllocateArray<byte>(Batch * NameBytes, pinned: true);
    private readonly byte[] _controls = GC.AllocateArray<byte>(Batch * LocalAddressControl.MaxBytes, pinned: true);
    private readonly LibC.Buffer[] _buffers = GC.AllocateArray<LibC.Buffer>(Batch, pinned: true);
    private readonly LibC.CountedMessage[] _messages = GC.AllocateArray<LibC.CountedMessage>(Batch, pinned: true);
    private readonly bool _tellsLocalAddress;
    private int _read;
    private int _next;

    /// <summary>Takes over a bound socket.</summary>
    /// <exception cref="SocketException">The kernel does not tell the addresses that datagrams come to.</exception>
    public LinuxUdpPort(Socket socket)
        : base(socket)
    {
        _tellsLocalAddress = LocalEndPoint.Address.Equals(IPAddress.Any) || LocalEndPoint.Address.Equals(IPAddress.IPv6Any);
        if (_tellsLocalAddress)
        {
            bool isIPv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
            Span<byte> on = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(on, 1);
            socket.SetRawSocketOption(isIPv6 ? LibC.LevelIPv6 : LibC.LevelIP, isIPv6 ? LibC.ReceivePacketInfo6 : LibC.PacketInfo, on);
        }

        for (int i = 0; i < Batch; i++)
        {
            _buffers[i] = new LibC.Buffer { Start = At(_data, i * BufferBytes), Length = BufferBytes };
            fixed (LibC.Buffer* buffer = &_buffers[i])
            {
                _messages[i].Header = new LibC.MessageHeader
                {
                    Name = At(_names, i * NameBytes),
                    Buffers = buffer,
                    BufferCount = 1,
                    Control = _tellsLocalAddress ? At(_controls, i * LocalAddressControl.MaxBytes) : null,
                };
            }
        }
    }

    /// <inheritdoc />
    public override bool Wait(TimeSpan timeout)
    {
        if (_next < _read)
        {
            return true;
        }

        _next = _read = 0;
        return base.Wait(timeout);
    }

    /// <inheritdoc />
    public override bool TryReceive(out Memory<byte> datagram, out TransportTuple from)
    {
        datagram = default;
        from = default;
        if (_next == _read && (IsDrained() || !TryReadBatch()))
        {
            return false;
        }

        int i = _next++;
        datagram = _data.AsMemory(i * BufferBytes, (int)_messages[i].Length);
        Span<byte> control = _controls.AsSpan(i * LocalAddressControl.MaxBytes, (int)_messages[i].Header.ControlLength);
        TransportTuple remote = SocketAddressReader.Read(_names.AsSpan(i * NameBytes, NameBytes), Socket.AddressFamily);
        from = remote with { Local = LocalAddressControl.Read(control) };
        return true;
    }

    /// <inheritdoc />
    public override DatagramPath PathTo(in TransportTuple tuple) => new LinuxUdpPath(
        this,
        ToSocketAddress(tuple),
        _tellsLocalAddress && tuple.Local != 0 ? LocalAddressControl.Make(tuple.Local, Socket.AddressFamily) : []);

    /// <summary>Sends one datagram.</summary>
    public void Send(LibC.MessageHeader* message)
    {
        try
        {
            if (LibC.SendMessage(Socket.SafeHandle, message, SendFlags) < 0)
            {
                CountSendFailure();
            }
        }
        catch (ObjectDisposedException)
        {
            CountSendFailure();
        }
    }

    /// <summary>Sends datagrams in order; one that the kernel does not take is counted and the others go all the same.</summary>
    public void Send(LibC.CountedMessage* messages, int count)
    {
        try
        {
            for (int done = 0; done < count;)
            {
                int sent = LibC.SendMessages(Socket.SafeHandle, messages + done, (uint)(count - done), SendFlags);
                if (sent <= 0)
                {
                    CountSendFailure();
                }

                done += Math.Max(sent, 1);
            }
        }
        catch (ObjectDisposedException)
        {
            CountSendFailure();
        }
    }

    private static void* At(byte[] pinned, int offset)
    {
        fixed (byte* start = &pinned[offset])
        {
            return start;
        }
    }

    /// <summary>True, once, after a batch that was not full: to ask the kernel again would cost as much as reading a datagram.</summary>
    private bool IsDrained()
    {
        bool isDrained = _read is > 0 and < Batch;
        _next = _read = 0;
        return isDrained;
    }

    private bool TryReadBatch()
    {
        for (int i = 0; i < Batch; i++)
        {
            ref LibC.MessageHeader header = ref _messages[i].Header;
            header.NameLength = NameBytes;
            header.ControlLength = _tellsLocalAddress ? LocalAddressControl.MaxBytes : 0u;
        }

        fixed (LibC.CountedMessage* messages = _messages)
        {
            _next = 0;
            _read = Math.Max(0, LibC.ReceiveMessages(Socket.SafeHandle, messages, Batch, LibC.DoNotWait, null));
            return _read > 0;
        }
    }
}
