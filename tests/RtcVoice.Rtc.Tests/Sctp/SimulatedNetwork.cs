using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Sctp;

/// <summary>Two ends, two paths and a virtual clock: a whole association in milliseconds of real time.</summary>
internal sealed class SimulatedNetwork
{
    private readonly SimulatedEnd _client;
    private readonly SimulatedEnd _server;
    private readonly byte[] _buffer = new byte[1200];

    public SimulatedNetwork(SimulatedEnd client, SimulatedEnd server, NetworkConditions conditions)
    {
        _client = client;
        _server = server;
        ToServer = new SimulatedPath(conditions, 0);
        ToClient = new SimulatedPath(conditions, 1);
    }

    public Instant Now { get; private set; } = Instant.Origin + TimeSpan.FromSeconds(100);

    public SimulatedPath ToServer { get; }

    public SimulatedPath ToClient { get; }

    public void RunFor(TimeSpan duration)
    {
        Instant end = Now + duration;
        RunUntil(() => false, duration);
        Now = end;
    }

    /// <summary>Runs until the condition holds; false when the time limit came first.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        Instant end = Now + limit;
        Flush();
        while (!condition())
        {
            Instant next = Instant.Earlier(
                Instant.Earlier(_client.NextTimeout, _server.NextTimeout),
                Instant.Earlier(ToServer.NextArrival, ToClient.NextArrival));
            if (next > end)
            {
                return false;
            }

            Now = Instant.Later(Now, next);
            Step();
        }

        return true;
    }

    /// <summary>Sends what either end has to send, without moving the clock.</summary>
    public void Flush()
    {
        Drain(_client, ToServer);
        Drain(_server, ToClient);
    }

    private void Step()
    {
        while (ToServer.TryReceive(Now, out byte[] packet))
        {
            _server.HandleDatagram(packet, Now);
            Drain(_server, ToClient);
        }

        while (ToClient.TryReceive(Now, out byte[] packet))
        {
            _client.HandleDatagram(packet, Now);
            Drain(_client, ToServer);
        }

        Expire(_client);
        Expire(_server);
        Flush();
    }

    private void Expire(SimulatedEnd end)
    {
        if (end.NextTimeout <= Now)
        {
            end.HandleTimeout(Now);
            Assert.That(end.NextTimeout, Is.GreaterThan(Now), "a timer that is served must not be due at once again");
        }
    }

    private void Drain(SimulatedEnd end, SimulatedPath path)
    {
        bool isBusy = true;
        while (isBusy)
        {
            isBusy = end.DrainEvents();
            while (end.TryPollTransmit(_buffer, out int length))
            {
                isBusy = true;
                Assert.That(length, Is.LessThanOrEqualTo(1191));
                path.Send(_buffer.AsSpan(0, length), Now);
            }
        }
    }
}
