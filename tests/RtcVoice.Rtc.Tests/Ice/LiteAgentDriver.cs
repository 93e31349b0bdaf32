using System.Net;
using RtcVoice.Rtc.Ice;
using RtcVoice.Rtc.Stun;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Ice;

/// <summary>A lite agent, its clock, and what it has said so far; a test plays the browser by hand.</summary>
internal sealed class LiteAgentDriver
{
    private readonly byte[] _buffer = new byte[1500];
    private int _seed = 8445;

    public LiteAgentDriver(string? remoteUfrag = null)
    {
        Agent = new IceLiteAgent(NewCredentials(), remoteUfrag, Now);
    }

    public IceLiteAgent Agent { get; }

    public Instant Now { get; private set; } = new(1_000_000_000_000);

    public List<IceEvent> Events { get; } = [];

    public List<(TransportTuple Destination, byte[] Datagram)> Sent { get; } = [];

    public long BytesIn { get; private set; }

    public long BytesOut { get; private set; }

    public static TransportTuple Tuple(int number, TransportProtocol protocol = TransportProtocol.Udp) =>
        TransportTuple.From(protocol, new IPEndPoint(IPAddress.Parse($"198.51.100.{number}"), 50_000 + number));

    public IceCredentials NewCredentials()
    {
        using var random = new SeededRandomNumbers(_seed++);
        return IceCredentials.Generate(random);
    }

    public BindingRequest Request() => new(Agent.LocalCredentials);

    public IceVerdict Receive(BindingRequest request, int from = 1) => Receive(request.Build(), Tuple(from));

    public IceVerdict Receive(byte[] datagram, TransportTuple source)
    {
        BytesIn += datagram.Length;
        IceVerdict verdict = Agent.HandleDatagram(source, datagram, Now);
        Drain();
        return verdict;
    }

    /// <summary>The last answer, which must verify with the server's password.</summary>
    public StunMessage Answer(IceCredentials? credentials = null)
    {
        Assert.That(StunMessage.TryRead(Sent[^1].Datagram, out StunMessage answer), Is.True);
        Assert.That(answer.IsAuthenticatedBy((credentials ?? Agent.LocalCredentials).Key), Is.True);
        Assert.That(answer.HasValidFingerprint(), Is.True);
        return answer;
    }

    /// <summary>Lets the time pass, stopping at each timeout as an owner's timer would.</summary>
    public void Wait(double seconds)
    {
        Instant end = Now + TimeSpan.FromSeconds(seconds);
        while (Agent.NextTimeout <= end)
        {
            Assert.That(Agent.NextTimeout, Is.GreaterThanOrEqualTo(Now), "a timeout in the past never ends");
            Now = Agent.NextTimeout;
            Agent.HandleTimeout(Now);
            Assert.That(Agent.NextTimeout, Is.GreaterThan(Now), "a timeout that was handled must move on");
            Drain();
        }

        Now = end;
    }

    public void Drain()
    {
        while (Agent.TryPollTransmit(_buffer, out int length, out TransportTuple destination))
        {
            BytesOut += length;
            Sent.Add((destination, _buffer[..length]));
        }

        while (Agent.TryPollEvent(out IceEvent happened))
        {
            Events.Add(happened);
        }
    }

    public IceEventKind[] TakeEventKinds()
    {
        IceEventKind[] kinds = [.. Events.Select(happened => happened.Kind)];
        Events.Clear();
        return kinds;
    }
}
