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

    /// <summary>sockaddr_in6.</summary>
    private const int NameBytes = 28;

    private readonly byte[] _data = GC.AllocateArray<byte>(Batch * BufferBytes, pinned: true);
    private readonly byte[] _names = GC.AllocateArray<byte>(Batch * NameBytes, pinned: true);
    private readonly byte[] _controls = GC.AllocateArray<byte>(Batch * LocalAddressControl.MaxBytes, pinned: true);
    private readonly LibC.Buffer[] _buffers = GC.AllocateArray<LibC.Buffer>(Batch, pinned: true);
    private readonly LibC.ReceivedMessage[] _messages = GC.AllocateArray<LibC.ReceivedMessage>(Batch, pinned: true);
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
    public override bool Wait(TimeSpan timeout) => _next < _read || base.Wait(timeout);

    /// <inheritdoc />
    public override bool TryReceive(out Memory<byte> datagram, out TransportTuple from)
    {
        datagram = default;
        from = default;
        if (_next == _read && !TryReadBatch())
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
    public override DatagramPath PathTo(in TransportTuple tuple) => new Path(
        this,
        ToSocketAddress(tuple),
        _tellsLocalAddress && tuple.Local != 0 ? LocalAddressControl.Make(tuple.Local, Socket.AddressFamily) : []);

    private static void* At(byte[] pinned, int offset)
    {
        fixed (byte* start = &pinned[offset])
        {
            return start;
        }
    }

    private bool TryReadBatch()
    {
        for (int i = 0; i < Batch; i++)
        {
            ref LibC.MessageHeader header = ref _messages[i].Header;
            header.NameLength = NameBytes;
            header.ControlLength = _tellsLocalAddress ? LocalAddressControl.MaxBytes : 0u;
        }

        fixed (LibC.ReceivedMessage* messages = _messages)
        {
            _next = 0;
            _read = Math.Max(0, LibC.ReceiveMessages(Socket.SafeHandle, messages, Batch, LibC.DoNotWait, null));
            return _read > 0;
        }
    }

    private sealed class Path(LinuxUdpPort port, SocketAddress destination, byte[] control) : DatagramPath
    {
        private readonly LinuxUdpPort _port = port;
        private readonly byte[] _name = destination.Buffer.Span[..destination.Size].ToArray();
        private readonly byte[] _control = control;

        /// <inheritdoc />
        public override void Send(ReadOnlySpan<byte> datagram)
        {
            fixed (byte* data = datagram, name = _name, control = _control)
            {
                var buffer = new LibC.Buffer { Start = data, Length = (nuint)datagram.Length };
                var message = new LibC.MessageHeader
                {
                    Name = name,
                    NameLength = (nuint)_name.Length,
                    Buffers = &buffer,
                    BufferCount = 1,
                    Control = control,
                    ControlLength = (nuint)_control.Length,
                };
                try
                {
                    if (LibC.SendMessage(_port.Socket.SafeHandle, &message, LibC.DoNotWait | LibC.NoSignal) < 0)
                    {
                        _port.CountSendFailure();
                    }
                }
                catch (ObjectDisposedException)
                {
                    _port.CountSendFailure();
                }
            }
        }
    }
}
