using System.Net;
using RtcVoice.Pacing;

namespace RtcVoice.Transport.Udp;

/// <summary>The way from a port on Linux to one tuple: the addresses of both ends as the kernel wants them, which never move.</summary>
internal sealed unsafe class LinuxUdpPath : DatagramPath
{
    private readonly byte[] _name;
    private readonly byte[] _control;

    /// <param name="port">The port that is sent from.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="control">From which address of this machine (IP_PKTINFO); empty where routing may choose.</param>
    public LinuxUdpPath(LinuxUdpPort port, SocketAddress destination, ReadOnlySpan<byte> control)
    {
        Port = port;
        _name = Pin(destination.Buffer.Span[..destination.Size]);
        _control = Pin(control);
    }

    /// <summary>The port that is sent from.</summary>
    public LinuxUdpPort Port { get; }

    /// <inheritdoc />
    public override void Send(ReadOnlySpan<byte> datagram)
    {
        fixed (byte* data = datagram)
        {
            var buffer = new LibC.Buffer { Start = data, Length = (nuint)datagram.Length };
            var message = default(LibC.MessageHeader);
            Address(ref message);
            message.Buffers = &buffer;
            message.BufferCount = 1;
            Port.Send(&message);
        }
    }

    /// <inheritdoc />
    public override IPacketBatch? Queue(ReadOnlySpan<byte> pinned)
    {
        OutgoingBatch batch = OutgoingBatch.OfThisThread;
        batch.Add(this, pinned);
        return batch;
    }

    /// <summary>Writes both addresses into a message; they are good as long as this path is referred to.</summary>
    public void Address(ref LibC.MessageHeader message)
    {
        fixed (byte* name = _name, control = _control)
        {
            message.Name = name;
            message.NameLength = (nuint)_name.Length;
            message.Control = control;
            message.ControlLength = (nuint)_control.Length;
        }
    }

    private static byte[] Pin(ReadOnlySpan<byte> bytes)
    {
        byte[] pinned = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(pinned);
        return pinned;
    }
}
