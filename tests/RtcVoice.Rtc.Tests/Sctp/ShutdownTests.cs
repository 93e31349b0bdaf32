using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Tests.Sctp;

public class ShutdownTests
{
    [TestCase(0.0, 81)]
    [TestCase(0.3, 82)]
    [TestCase(0.3, 83)]
    public void A_shutdown_ends_both_ends_once_all_data_has_arrived(double loss, int seed)
    {
        TestContext.Out.WriteLine($"loss {loss}, seed {seed}");
        AssociationPair pair = AssociationPair.Connected(NetworkConditions.Lossy(loss, seed));
        pair.Send(pair.Client, 0, new byte[20_000]);
        pair.Send(pair.Server, 0, new byte[20_000]);
        pair.Client.Association.Shutdown(pair.Now);
        Assert.That(pair.Send(pair.Client, 0, [1]), Is.EqualTo(SendResult.NotOpen));
        Assert.That(
            pair.RunUntil(() => pair.Client.Association.State == SctpState.Ended && pair.Server.Association.State == SctpState.Ended, 120),
            Is.True);
        Assert.That(pair.Client.Messages, Has.Count.EqualTo(1));
        Assert.That(pair.Server.Messages, Has.Count.EqualTo(1));
        Assert.That(pair.Client.Events[^1].CloseReason, Is.EqualTo(SctpCloseReason.Shutdown));
        Assert.That(pair.Client.Association.NextTimeout.IsNever, Is.True);
    }

    [Test]
    public void Shutdowns_that_cross_end_in_order()
    {
        AssociationPair pair = AssociationPair.Connected();
        pair.Client.Association.Shutdown(pair.Now);
        pair.Server.Association.Shutdown(pair.Now);
        Assert.That(
            pair.RunUntil(() => pair.Client.Association.State == SctpState.Ended && pair.Server.Association.State == SctpState.Ended, 5), Is.True);
        Assert.That(pair.Client.Events[^1].CloseReason, Is.EqualTo(SctpCloseReason.Shutdown));
        Assert.That(pair.Server.Events[^1].CloseReason, Is.EqualTo(SctpCloseReason.Shutdown));
    }

    [Test]
    public void A_shutdown_that_no_one_answers_is_given_up_after_20_s()
    {
        AssociationPair pair = AssociationPair.Connected();
        pair.Network.ToServer.Conditions = new NetworkConditions { Loss = 1 };
        pair.Client.Association.Shutdown(pair.Now);
        pair.RunFor(19.9);
        Assert.That(pair.Client.Association.State, Is.EqualTo(SctpState.ShutdownSent));
        pair.RunFor(0.2);
        Assert.That(pair.Client.Events[^1].CloseReason, Is.EqualTo(SctpCloseReason.ShutdownTimedOut));
    }

    [Test]
    public void An_abort_ends_both_ends_at_once()
    {
        AssociationPair pair = AssociationPair.Connected();
        pair.Client.Association.Abort(pair.Now);
        Assert.That(pair.RunUntil(() => pair.Server.Association.State == SctpState.Ended, 0.03), Is.True);
        Assert.That(pair.Client.Events[^1].CloseReason, Is.EqualTo(SctpCloseReason.LocalAbort));
        Assert.That(pair.Server.Events[^1].CloseReason, Is.EqualTo(SctpCloseReason.PeerAbort));
        Assert.That(pair.Server.Events[^1].Cause, Is.EqualTo(ErrorCause.UserInitiatedAbort));
    }

    [Test]
    public void A_peer_that_missed_the_abort_is_told_again()
    {
        AssociationPair pair = AssociationPair.Connected();
        pair.Network.ToServer.Conditions = new NetworkConditions { Loss = 1 };
        pair.Client.Association.Abort(pair.Now);
        pair.Network.Flush();
        pair.Network.ToServer.Conditions = NetworkConditions.Clean;
        pair.Send(pair.Server, 0, [1]);
        Assert.That(pair.RunUntil(() => pair.Server.Association.State == SctpState.Ended, 1), Is.True);
    }

    [Test]
    public void An_ABORT_counts_with_our_tag_or_reflected_with_the_peers_own()
    {
        foreach ((byte flags, bool isPeersTag, bool isTaken) in new[]
        {
            ((byte)0, false, true), ((byte)1, true, true), ((byte)0, true, false), ((byte)1, false, false),
        })
        {
            var peer = new ScriptedPeer();
            uint tag = isPeersTag ? ScriptedPeer.Tag : peer.TheirTag;
            peer.SendPacket(tag, ScriptedPeer.Raw(ChunkType.Abort, flags, []));
            Assert.That(peer.Association.State == SctpState.Ended, Is.EqualTo(isTaken), $"flags {flags}, peer's tag {isPeersTag}");
        }
    }

    [Test]
    public void An_ABORT_is_never_answered()
    {
        var peer = new ScriptedPeer();
        byte[] abort = ScriptedPeer.Raw(ChunkType.Abort, 0, []);
        Assert.That(peer.SendChunks(abort), Is.Empty);
        Assert.That(peer.SendChunks(abort), Is.Empty);
        Assert.That(peer.SendChunks(ScriptedPeer.Data(ScriptedPeer.InitialTsn, 0, 0, [1])).Single().Type, Is.EqualTo(ChunkType.Abort));
    }

    [Test]
    public void An_association_that_ended_does_not_begin_again()
    {
        var peer = new ScriptedPeer();
        peer.Association.Abort(peer.Now);
        peer.Drain();
        Assert.That(peer.SendPacket(0, ScriptedPeer.Init(peer.Parameters)), Is.Empty);
        Assert.That(peer.Send(0, [1]), Is.EqualTo(SendResult.NotOpen));
    }
}
