using System.Net;
using System.Net.Sockets;
using RtcVoice.TestKit.Network;

namespace RtcVoice.Browser.Tests.Network;

internal sealed class UdpRelayTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Test]
    public async Task It_carries_datagrams_both_ways_for_several_clients()
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using UdpRelay relay = UdpRelay.Start((IPEndPoint)server.Client.LocalEndPoint!, 1, NetworkConditions.Perfect);
        using var a = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var b = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        foreach ((UdpClient client, byte mark) in new[] { (a, (byte)1), (b, (byte)2) })
        {
            await client.SendAsync(new[] { mark }, relay.EndPoint);
            UdpReceiveResult asked = await server.ReceiveAsync().WaitAsync(Patience);
            Assert.That(asked.Buffer, Is.EqualTo(new[] { mark }));
            await server.SendAsync(new[] { (byte)(mark + 10) }, asked.RemoteEndPoint);
        }

        UdpReceiveResult toB = await b.ReceiveAsync().WaitAsync(Patience);
        UdpReceiveResult toA = await a.ReceiveAsync().WaitAsync(Patience);
        Assert.That(toA.Buffer, Is.EqualTo(new byte[] { 11 }));
        Assert.That(toB.Buffer, Is.EqualTo(new byte[] { 12 }));
        Assert.That(toA.RemoteEndPoint, Is.EqualTo(relay.EndPoint));
    }

    [Test]
    public async Task It_loses_exactly_what_its_schedule_says()
    {
        const int Count = 200;
        var conditions = new NetworkConditions { Loss = 0.2 };
        var schedule = new NetworkSchedule(42, conditions);
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using UdpRelay relay = UdpRelay.Start((IPEndPoint)server.Client.LocalEndPoint!, 42, conditions);
        using var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        byte[] expected = [.. Enumerable.Range(0, Count).Where(i => !schedule[i].Lost).Select(i => (byte)i)];
        for (int i = 0; i < Count; i++)
        {
            await client.SendAsync(new[] { (byte)i }, relay.EndPoint);
        }

        List<byte> arrived = [];
        while (arrived.Count < expected.Length)
        {
            arrived.Add((await server.ReceiveAsync().WaitAsync(Patience)).Buffer[0]);
        }

        Assert.That(arrived, Is.EqualTo(expected));
    }

    [Test]
    public void An_answer_is_redirected_to_it()
    {
        using UdpRelay relay = UdpRelay.Start(new IPEndPoint(IPAddress.Loopback, 9), 1, NetworkConditions.Perfect);
        const string Answer =
            "v=0\r\nm=audio 10000 UDP/TLS/RTP/SAVPF 111\r\na=candidate:1 1 udp 2130706431 192.0.2.1 10000 typ host\r\n"
            + "a=candidate:2 1 udp 2130706175 2001:db8::1 10000 typ host\r\n"
            + "a=candidate:3 1 tcp 1671430143 192.0.2.1 10000 typ host tcptype passive\r\na=end-of-candidates\r\n";
        Assert.That(CandidateLines.FindUdp(Answer), Is.EqualTo(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 10000)));
        Assert.That(relay.Redirect(Answer), Is.EqualTo(
            "v=0\r\nm=audio 10000 UDP/TLS/RTP/SAVPF 111\r\n"
            + $"a=candidate:1 1 udp 2130706431 127.0.0.1 {relay.EndPoint.Port} typ host\r\na=end-of-candidates\r\n"));
    }
}
