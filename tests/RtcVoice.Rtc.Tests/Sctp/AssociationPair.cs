using RtcVoice.Rtc.Sctp;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Sctp;

/// <summary>An opener and a waiting association in a simulated network.</summary>
internal sealed class AssociationPair
{
    public AssociationPair(NetworkConditions? conditions = null, SctpOptions? client = null, SctpOptions? server = null)
    {
        NetworkConditions network = conditions ?? NetworkConditions.Clean;
        Client = new AssociationEnd((network.Seed * 10) + 1, client);
        Server = new AssociationEnd((network.Seed * 10) + 2, server);
        Network = new SimulatedNetwork(Client, Server, network);
    }

    public AssociationEnd Client { get; }

    public AssociationEnd Server { get; }

    public SimulatedNetwork Network { get; }

    public Instant Now => Network.Now;

    public static AssociationPair Connected(
        NetworkConditions? conditions = null, SctpOptions? client = null, SctpOptions? server = null)
    {
        var pair = new AssociationPair(conditions, client, server);
        pair.Connect();
        return pair;
    }

    public void Connect()
    {
        Client.Association.Connect(Now);
        Assert.That(
            Network.RunUntil(() => Client.IsUp && Server.IsUp, TimeSpan.FromMinutes(2)),
            Is.True,
            "the association comes up");
    }

    public void RunFor(double seconds) => Network.RunFor(TimeSpan.FromSeconds(seconds));

    public bool RunUntil(Func<bool> condition, double limitSeconds = 60) =>
        Network.RunUntil(condition, TimeSpan.FromSeconds(limitSeconds));

    public SendResult Send(AssociationEnd from, ushort streamId, byte[] payload, SendOptions options = default, uint protocol = 53) =>
        from.Association.TrySend(streamId, protocol, payload, options, Now);
}
