using System.Net;
using System.Net.Sockets;
using RtcVoice.Pacing;
using RtcVoice.Rtc;
using RtcVoice.Transport.Udp;

namespace RtcVoice.Transport.Tests.Udp;

/// <summary>The shared port over real sockets. A connected socket hears nothing but what comes from where it is connected to.</summary>
public sealed class UdpPortTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static IEnumerable<TestCaseData> Ports() =>
        from isLinux in OperatingSystem.IsLinux() ? new[] { true, false } : [false]
        from bind in new[] { "127.0.0.1", "::1", "0.0.0.0", "" }
        select new TestCaseData(bind, isLinux);

    [TestCaseSource(nameof(Ports))]
    public void What_comes_in_can_be_answered(string bind, bool isLinux)
    {
        using UdpPort port = Open(bind, isLinux);
        using Socket client = Connect(port, bind == "::1" ? IPAddress.IPv6Loopback : IPAddress.Loopback);
        client.Send([1, 2, 3]);
        Assert.That(port.Wait(Patience));
        Assert.That(port.TryReceive(out Memory<byte> datagram, out TransportTuple from));
        Assert.That(datagram.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(from.ToEndPoint(), Is.EqualTo(client.LocalEndPoint));
        port.PathTo(from).Send([4, 5]);
        Assert.That(Receive(client), Is.EqualTo(new byte[] { 4, 5 }));
        Assert.That(port.TryReceive(out _, out _), Is.False);
        Assert.That(port.SendFailures, Is.Zero);
    }

    [TestCase("0.0.0.0")]
    [TestCase("")]
    [Platform("Linux")]
    public void An_answer_leaves_from_the_address_that_was_asked(string bind)
    {
        using UdpPort port = Open(bind, isLinux: true);
        using Socket first = Connect(port, IPAddress.Parse("127.0.0.2"));
        first.Send([1]);
        port.Wait(Patience);
        port.TryReceive(out _, out TransportTuple from);
        Assert.That(from.Local, Is.EqualTo(TransportTuple.From(TransportProtocol.Udp, IPEndPoint.Parse("127.0.0.2:1")).Address));
        port.PathTo(from).Send([2]);
        Assert.That(Receive(first), Is.EqualTo(new byte[] { 2 }));

        // The same socket of the client, to another address of ours: another way, not the same.
        first.Connect(IPAddress.Parse("127.0.0.3"), port.LocalEndPoint.Port);
        first.Send([3]);
        port.Wait(Patience);
        port.TryReceive(out _, out TransportTuple again);
        Assert.That(again.ToEndPoint().Port, Is.EqualTo(from.ToEndPoint().Port));
        Assert.That(again, Is.Not.EqualTo(from));
        port.PathTo(again).Send([4]);
        Assert.That(Receive(first), Is.EqualTo(new byte[] { 4 }));
    }

    [Test]
    public void Many_datagrams_are_read_one_by_one_in_order([Values] bool isPortable)
    {
        const int Count = 100;
        using UdpPort port = Open("127.0.0.1", !isPortable && OperatingSystem.IsLinux());
        using Socket client = Connect(port, IPAddress.Loopback);
        for (int i = 0; i < Count; i++)
        {
            client.Send(new byte[i + 1]);
        }

        for (int i = 0; i < Count; i++)
        {
            Assert.That(port.Wait(Patience), "what is left is told, whether or not it was read from the socket");
            Assert.That(port.TryReceive(out Memory<byte> datagram, out _));
            Assert.That(datagram.Length, Is.EqualTo(i + 1));
        }

        Assert.That(port.TryReceive(out _, out _), Is.False);
    }

    [Test]
    public void A_datagram_that_is_too_long_is_told_from_one_that_is_not([Values] bool isPortable)
    {
        using UdpPort port = Open("127.0.0.1", !isPortable && OperatingSystem.IsLinux());
        using Socket client = Connect(port, IPAddress.Loopback);
        client.Send(new byte[9_000]);
        client.Send(new byte[MediaLoop.MaxDatagramBytes]);
        port.Wait(Patience);
        Assert.That(port.TryReceive(out Memory<byte> tooLong, out _));
        Assert.That(tooLong.Length, Is.Zero.Or.GreaterThan(MediaLoop.MaxDatagramBytes));
        port.Wait(Patience);
        Assert.That(port.TryReceive(out Memory<byte> longest, out _));
        Assert.That(longest.Length, Is.EqualTo(MediaLoop.MaxDatagramBytes));
    }

    [Test]
    public void What_is_sent_after_the_end_is_counted_as_failed([Values] bool isPortable)
    {
        UdpPort port = Open("127.0.0.1", !isPortable && OperatingSystem.IsLinux());
        DatagramPath path = port.PathTo(TransportTuple.From(TransportProtocol.Udp, IPEndPoint.Parse("127.0.0.1:9")));
        port.Dispose();
        path.Send([1]);
        Assert.That(port.SendFailures, Is.EqualTo(1));
    }

    [TestCase("127.0.0.1")]
    [TestCase("")]
    [Platform("Linux")]
    public void What_is_queued_leaves_in_order_when_it_is_flushed_but_for_what_the_kernel_refuses(string bind)
    {
        const int Count = 70;
        using UdpPort port = Open(bind, isLinux: true);
        using Socket client = Connect(port, IPAddress.Loopback);
        client.Send([0]);
        port.Wait(Patience);
        port.TryReceive(out _, out TransportTuple from);
        DatagramPath path = port.PathTo(from);
        DatagramPath refused = port.PathTo(TransportTuple.From(TransportProtocol.Udp, new IPEndPoint(IPAddress.Loopback, 0)));
        for (byte i = 0; i < Count; i++)
        {
            byte[] pinned = GC.AllocateArray<byte>(2, pinned: true);
            (pinned[0], pinned[1]) = (i, 1);
            IPacketBatch? batch = (i % 10 == 7 ? refused : path).Queue(pinned);
            if (i % 40 == 0 || i == Count - 1)
            {
                batch!.Flush();
            }
        }

        Assert.That(port.SendFailures, Is.EqualTo(Count / 10));
        foreach (int i in Enumerable.Range(0, Count).Where(i => i % 10 != 7))
        {
            Assert.That(Receive(client), Is.EqualTo(new byte[] { (byte)i, 1 }));
        }
    }

    [Test]
    public void What_is_queued_after_the_end_is_counted_as_failed()
    {
        UdpPort port = Open("127.0.0.1", OperatingSystem.IsLinux());
        DatagramPath path = port.PathTo(TransportTuple.From(TransportProtocol.Udp, IPEndPoint.Parse("127.0.0.1:9")));
        port.Dispose();
        path.Queue(GC.AllocateArray<byte>(1, pinned: true))?.Flush();
        Assert.That(port.SendFailures, Is.EqualTo(1));
    }

    private static UdpPort Open(string bind, bool isLinux)
    {
        IPAddress? address = bind.Length == 0 ? null : IPAddress.Parse(bind);
        return isLinux ? UdpPort.Bind(address, 0) : UdpPort.BindPortable(address, 0);
    }

    private static Socket Connect(UdpPort port, IPAddress to)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        socket.Connect(to, port.LocalEndPoint.Port);
        return socket;
    }

    private static byte[] Receive(Socket socket)
    {
        byte[] buffer = new byte[100];
        return buffer[..socket.Receive(buffer)];
    }
}
