using RtcVoice.Rtc.DataChannel;
using RtcVoice.Rtc.Tests.Sctp;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.DataChannel;

/// <summary>A bare association against an endpoint: what a peer can say that no endpoint would.</summary>
internal sealed class AssociationPairWithEndpoint
{
    private readonly SimulatedNetwork _network;

    public AssociationPairWithEndpoint()
    {
        _network = new SimulatedNetwork(Raw, Server, NetworkConditions.Clean);
        Raw.Association.Connect(_network.Now);
        RunFor(1);
    }

    public AssociationEnd Raw { get; } = new(1);

    public DataChannelEnd Server { get; } = new(2, new DataChannelOptions());

    public Instant Now => _network.Now;

    public void RunFor(double seconds) => _network.RunFor(TimeSpan.FromSeconds(seconds));
}
