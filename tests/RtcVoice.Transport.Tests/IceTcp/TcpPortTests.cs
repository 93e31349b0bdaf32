using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using RtcVoice.TestKit.Waiting;
using RtcVoice.Transport.IceTcp;

namespace RtcVoice.Transport.Tests.IceTcp;

/// <summary>Connections to the TCP port: real sockets, on a clock that the test moves.</summary>
public sealed class TcpPortTests
{
    private readonly List<Socket> _clients = [];
    private ConcurrentQueue<(TcpConnection Connection, byte[] Frame)> _frames = null!;
    private FakeTimeProvider _clock = null!;
    private TcpPort _port = null!;
    private IPEndPoint _address = null!;

    [SetUp]
    public void Listen()
    {
        _clock = new FakeTimeProvider();
        _frames = new ConcurrentQueue<(TcpConnection, byte[])>();
        using (var free = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _address = (IPEndPoint)free.LocalEndPoint!;
        }

        _port = TcpPort.Bind(_address, _clock, (connection, frame) => _frames.Enqueue((connection, frame.ToArray())), static _ => { });
        _port.Start();
    }

    [TearDown]
    public void Close()
    {
        _port.Dispose();
        _clients.ForEach(c => c.Dispose());
        _clients.Clear();
    }

    [Test]
    public async Task A_connection_that_says_nothing_is_closed_after_five_seconds()
    {
        Socket client = await ConnectAsync();
        _clock.Advance(TcpPort.ClaimTime - TimeSpan.FromMilliseconds(1));
        Assert.That(_port.ConnectionCount, Is.EqualTo(1));
        _clock.Advance(TimeSpan.FromMilliseconds(2));
        Assert.That(await IsClosedAsync(client));
        await Eventually.IsTrueAsync(() => _port.ConnectionCount == 0, "the connection is forgotten");
    }

    [Test]
    public async Task A_connection_that_talks_but_is_nobodys_is_closed_as_well()
    {
        Socket client = await ConnectAsync();
        await client.SendAsync(new byte[] { 0, 2, 7, 8 });
        await Eventually.IsTrueAsync(() => !_frames.IsEmpty, "the frame");
        _clock.Advance(TcpPort.ClaimTime + TimeSpan.FromMilliseconds(1));
        Assert.That(await IsClosedAsync(client));
    }

    [Test]
    public async Task A_claimed_connection_stays_and_when_released_says_its_last_words_first()
    {
        Socket client = await ConnectAsync();
        await client.SendAsync(new byte[] { 0, 2, 7, 8 });
        await Eventually.IsTrueAsync(() => !_frames.IsEmpty, "the frame");
        TcpConnection connection = _frames.First().Connection;
        Assert.That(_frames.First().Frame, Is.EqualTo(new byte[] { 7, 8 }));
        _port.Claim(connection);
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.That(_port.ConnectionCount, Is.EqualTo(1));
        connection.Send([1, 2, 3]);
        connection.Send([4]);
        _port.Release(connection);
        Assert.That(await ReadToEndAsync(client), Is.EqualTo(new byte[] { 0, 3, 1, 2, 3, 0, 1, 4 }));
        await Eventually.IsTrueAsync(() => _port.ConnectionCount == 0, "the connection is forgotten");
    }

    [Test]
    public async Task A_released_connection_whose_browser_does_not_read_is_closed_all_the_same()
    {
        Socket client = await ConnectAsync();
        await client.SendAsync(new byte[] { 0, 1, 7 });
        await Eventually.IsTrueAsync(() => !_frames.IsEmpty, "the frame");
        TcpConnection connection = _frames.First().Connection;
        _port.Claim(connection);
        byte[] datagram = new byte[1400];
        int sent = 0;
        await Eventually.IsTrueAsync(
            () =>
            {
                for (int i = 0; i < 1000; i++, sent++)
                {
                    connection.Send(datagram);
                }

                return sent > 20_000;
            },
            "the socket's buffers are full");
        _port.Release(connection);
        _clock.Advance(TcpPort.ClaimTime + TimeSpan.FromMilliseconds(1));
        await Eventually.IsTrueAsync(() => _port.ConnectionCount == 0, "the connection is forgotten");
    }

    [Test]
    public async Task Only_so_many_unclaimed_connections_may_be_open()
    {
        var clients = new List<Socket>();
        for (int i = 0; i < TcpPort.MaxUnclaimed; i++)
        {
            clients.Add(await ConnectAsync());
        }

        await Eventually.IsTrueAsync(() => _port.ConnectionCount == TcpPort.MaxUnclaimed, "all are accepted");
        Assert.That(await IsClosedAsync(await ConnectAsync(isAccepted: false)), "one too many");
        Assert.That(_port.ConnectionCount, Is.EqualTo(TcpPort.MaxUnclaimed));

        // One that is claimed counts no more, nor does one that has gone.
        await clients[0].SendAsync(new byte[] { 0, 1, 7 });
        await Eventually.IsTrueAsync(() => !_frames.IsEmpty, "the frame");
        _port.Claim(_frames.First().Connection);
        await ConnectAsync();
        clients[1].Dispose();
        await Eventually.IsTrueAsync(() => _port.ConnectionCount == TcpPort.MaxUnclaimed, "one has gone");
        await ConnectAsync();
        Assert.That(_port.ConnectionCount, Is.EqualTo(TcpPort.MaxUnclaimed + 1));
    }

    [Test]
    public async Task A_frame_longer_than_any_datagram_closes_the_connection()
    {
        Socket client = await ConnectAsync();
        await client.SendAsync(new byte[] { 0xFF, 0xFF, 1, 2, 3 });
        Assert.That(await IsClosedAsync(client));
        Assert.That(_frames, Is.Empty);
    }

    private async Task<Socket> ConnectAsync(bool isAccepted = true)
    {
        int before = _port.ConnectionCount;
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _clients.Add(client);
        await client.ConnectAsync(_address);
        if (isAccepted)
        {
            await Eventually.IsTrueAsync(() => _port.ConnectionCount > before, "the connection is accepted");
        }

        return client;
    }

    private static async Task<bool> IsClosedAsync(Socket client)
    {
        try
        {
            return await client.ReceiveAsync(new byte[1]).WithinPatienceAsync() == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static async Task<byte[]> ReadToEndAsync(Socket client)
    {
        var all = new List<byte>();
        byte[] buffer = new byte[1000];
        int count;
        while ((count = await client.ReceiveAsync(buffer).WithinPatienceAsync()) > 0)
        {
            all.AddRange(buffer[..count]);
        }

        return [.. all];
    }
}
