using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RtcVoice.Load.Clients;

/// <summary>
/// One UDP socket that is as many clients as there are loopback addresses: each datagram leaves from an address of its
/// sender's (IP_PKTINFO), so the server sees a tuple per call, and each comes with the address it was for and the kernel's
/// time of its arrival (SO_TIMESTAMPNS). It reaches servers on this machine alone. One thread's.
/// </summary>
internal sealed unsafe class ManySocket : IDisposable
{
    /// <summary>Datagrams that are moved by one system call.</summary>
    private const int Batch = 64;

    private const int DatagramBytes = 2_048;
    private const int ControlBytes = 128;
    private const int NameBytes = 16;
    private const int SendControlBytes = 32;

    /// <summary>Over a second of 2,000 calls, for when this process waits for a processor.</summary>
    private const int ReceiveBuffer = 128 * 1024 * 1024;

    /// <summary>127.1.0.1 is the first client.</summary>
    private const uint FirstAddress = 0x7F01_0001;

    private readonly Socket _socket;
    private readonly int _handle;
    private readonly byte[] _receiveBuffer = GC.AllocateArray<byte>(Batch * DatagramBytes, pinned: true);
    private readonly byte[] _sendBuffer = GC.AllocateArray<byte>(Batch * DatagramBytes, pinned: true);
    private readonly LibC.MessageHeader* _received;
    private readonly LibC.MessageHeader* _sending;
    private int _queued;

    /// <summary>Opens it.</summary>
    public ManySocket()
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        _handle = _socket.Handle.ToInt32();
        Set(LibC.IpProtocol, LibC.IpPacketInfo, 1);
        Set(LibC.SolSocket, LibC.SoTimestampNs, 1);
        Set(LibC.SolSocket, LibC.SoReceiveQueueOverflow, 1);
        Set(LibC.SolSocket, LibC.SoReceiveBufferForce, ReceiveBuffer / 2);
        _socket.SendBufferSize = 4 * 1024 * 1024;
        _received = Headers(_receiveBuffer, ControlBytes);
        _sending = Headers(_sendBuffer, SendControlBytes);
    }

    /// <summary>Datagrams that came while its buffer was full, as the kernel counts them.</summary>
    public uint Overflows { get; private set; }

    /// <summary>Takes a datagram: of which client, when it came by CLOCK_REALTIME in nanoseconds, and its bytes, which may be changed.</summary>
    public delegate void Receiver(int client, long arrival, Memory<byte> datagram);

    /// <summary>Reads what is there, up to a batch.</summary>
    /// <returns>True when there may be more.</returns>
    public bool Receive(Receiver receiver)
    {
        for (int i = 0; i < Batch; i++)
        {
            _received[i].ControlLength = ControlBytes;
            _received[i].NameLength = NameBytes;
        }

        int count = LibC.ReceiveMany(_handle, _received, Batch, LibC.DoNotWait, null);
        for (int i = 0; i < count; i++)
        {
            (int client, long arrival) = ReadControl(_received[i]);
            receiver(client, arrival, _receiveBuffer.AsMemory(i * DatagramBytes, (int)_received[i].Length));
        }

        return count == Batch;
    }

    /// <summary>Queues a datagram from a client; <see cref="Flush"/> sends it.</summary>
    public void Send(int client, ReadOnlySpan<byte> datagram, IPEndPoint to)
    {
        if (_queued == Batch)
        {
            Flush();
        }

        ref LibC.MessageHeader message = ref _sending[_queued];
        datagram.CopyTo(_sendBuffer.AsSpan(_queued * DatagramBytes));
        message.Vectors->Length = (nuint)datagram.Length;
        BinaryPrimitives.WriteUInt16LittleEndian(new Span<byte>(message.Name, 2), (ushort)AddressFamily.InterNetwork);
        BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(message.Name + 2, 2), (ushort)to.Port);
        to.Address.TryWriteBytes(new Span<byte>(message.Name + 4, 4), out _);
        var header = (LibC.ControlHeader*)message.Control;
        header->Length = (nuint)(sizeof(LibC.ControlHeader) + sizeof(LibC.PacketInfo));
        header->Level = LibC.IpProtocol;
        header->Type = LibC.IpPacketInfo;
        *(LibC.PacketInfo*)(header + 1) = new LibC.PacketInfo { SendFrom = BinaryPrimitives.ReverseEndianness(FirstAddress + (uint)client) };
        _queued++;
    }

    /// <summary>Sends what is queued; what does not go is lost, as on a network.</summary>
    public void Flush()
    {
        int sent = 0;
        while (sent < _queued)
        {
            int count = LibC.SendMany(_handle, _sending + sent, (uint)(_queued - sent), 0);
            sent += Math.Max(count, 1);
        }

        _queued = 0;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _socket.Dispose();
        Free(_received);
        Free(_sending);
    }

    private (int Client, long Arrival) ReadControl(in LibC.MessageHeader message)
    {
        int client = -1;
        long arrival = 0;
        byte* at = message.Control;
        byte* end = at + message.ControlLength;
        while (at + sizeof(LibC.ControlHeader) <= end)
        {
            var header = (LibC.ControlHeader*)at;
            byte* data = at + sizeof(LibC.ControlHeader);
            switch (header->Level, header->Type)
            {
                case (LibC.SolSocket, LibC.SoTimestampNs):
                    var time = (LibC.TimeSpec*)data;
                    arrival = (time->Seconds * 1_000_000_000) + time->Nanoseconds;
                    break;
                case (LibC.SolSocket, LibC.SoReceiveQueueOverflow):
                    Overflows = *(uint*)data;
                    break;
                case (LibC.IpProtocol, LibC.IpPacketInfo):
                    client = (int)(BinaryPrimitives.ReverseEndianness(((LibC.PacketInfo*)data)->SentTo) - FirstAddress);
                    break;
                default:
                    break;
            }

            at += (header->Length + 7) & ~(nuint)7;
        }

        return (client, arrival);
    }

    private void Set(int level, int name, int value)
    {
        if (LibC.SetSocketOption(_handle, level, name, &value, sizeof(int)) != 0)
        {
            throw new SocketException(Marshal.GetLastPInvokeError(), $"The socket option {level}/{name} was refused; run this as root on Linux.");
        }
    }

    /// <summary>Headers in one block of native memory: all headers, then each one's vector, name and control.</summary>
    private static LibC.MessageHeader* Headers(byte[] buffer, int controlBytes)
    {
        int each = sizeof(LibC.Vector) + NameBytes + controlBytes;
        var headers = (LibC.MessageHeader*)NativeMemory.AllocZeroed((nuint)(Batch * (sizeof(LibC.MessageHeader) + each)));
        var bytes = (byte*)(headers + Batch);
        var data = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(buffer));
        for (int i = 0; i < Batch; i++)
        {
            byte* own = bytes + (i * each);
            var vector = (LibC.Vector*)own;
            vector->Start = data + (i * DatagramBytes);
            vector->Length = DatagramBytes;
            headers[i].Vectors = vector;
            headers[i].VectorCount = 1;
            headers[i].Name = own + sizeof(LibC.Vector);
            headers[i].NameLength = NameBytes;
            headers[i].Control = headers[i].Name + NameBytes;
            headers[i].ControlLength = (nuint)controlBytes;
        }

        return headers;
    }

    private static void Free(LibC.MessageHeader* headers) => NativeMemory.Free(headers);
}
