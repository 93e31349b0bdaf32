using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Tests.Sctp;

public class FlowControlTests
{
    [Test]
    public void A_send_beyond_the_buffer_is_refused_and_takes_nothing()
    {
        var pair = AssociationPair.Connected(client: new SctpOptions { SendBufferBytes = 10_000 });
        Assert.That(pair.Send(pair.Client, 0, new byte[6000]), Is.EqualTo(SendResult.Queued));
        Assert.That(pair.Send(pair.Client, 1, new byte[4000]), Is.EqualTo(SendResult.BufferFull));
        Assert.That(pair.Client.Association.BufferedAmount(1), Is.Zero);
        Assert.That(pair.Client.Association.BufferedAmount(0), Is.EqualTo(6000));
        Assert.That(pair.RunUntil(() => pair.Client.Association.BufferedAmount(0) == 0, 2), Is.True);
        Assert.That(pair.Send(pair.Client, 1, new byte[9000]), Is.EqualTo(SendResult.Queued));
    }

    [Test]
    public void Many_short_messages_fill_the_buffer_too()
    {
        var pair = new AssociationPair();
        int sent = 0;
        while (pair.Send(pair.Client, 0, [1]) == SendResult.Queued)
        {
            sent++;
        }

        Assert.That(sent, Is.EqualTo(1024 * 1024 / (1 + SendQueue.MessageOverhead)));
    }

    [Test]
    public void A_message_longer_than_the_peer_takes_is_refused()
    {
        var pair = AssociationPair.Connected(client: new SctpOptions { MaxOutgoingMessageSize = 100 });
        Assert.That(pair.Send(pair.Client, 0, new byte[101]), Is.EqualTo(SendResult.MessageTooLarge));
        Assert.That(pair.Send(pair.Client, 0, new byte[100]), Is.EqualTo(SendResult.Queued));
    }

    [Test]
    public void An_owner_that_does_not_read_stops_the_peer_and_loses_nothing()
    {
        AssociationPair pair = AssociationPair.Connected();
        pair.Server.IsReadingPaused = true;
        var sent = new List<byte[]>();
        for (int i = 0; i < 100; i++)
        {
            byte[] message = SeededBytes.Message(8000, i);
            if (pair.Send(pair.Client, 0, message) == SendResult.Queued)
            {
                sent.Add(message);
            }

            pair.RunFor(0.2);
        }

        int stuck = pair.Client.Association.BufferedAmount(0);
        Assert.That(stuck, Is.GreaterThan(400_000), "more than the window of 256 KB does not leave");
        pair.RunFor(20);
        Assert.That(pair.Client.Association.BufferedAmount(0), Is.GreaterThan(200_000), "probes alone pass a closed window");
        Assert.That(pair.Client.IsUp && pair.Server.IsUp, Is.True);

        pair.Server.IsReadingPaused = false;
        Assert.That(pair.RunUntil(() => pair.Server.Messages.Count == sent.Count, 20), Is.True);
        Assert.That(pair.Server.Messages.Select(message => message.Payload), Is.EqualTo(sent));
    }

    [Test]
    public void A_window_that_opens_is_told_at_once()
    {
        var peer = new ScriptedPeer(new SctpOptions { ReceiveWindowBytes = 5000 });
        for (int i = 0; i < 4; i++)
        {
            byte[] data = ScriptedPeer.Data(ScriptedPeer.InitialTsn + i, 0, (ushort)i, new byte[1100]);
            peer.Association.HandleDatagram(ScriptedPeer.Packet(peer.TheirTag, data), peer.Now);
        }

        byte[] buffer = new byte[1200];
        Assert.That(peer.Association.TryPollTransmit(buffer, out int length), Is.True);
        Assert.That(SentChunk.Split(buffer.AsSpan(0, length)).Single().AsSack().ReceiverWindow, Is.LessThan(500u));
        SackChunk sack = peer.Drain().Single().AsSack();
        Assert.That((sack.CumulativeTsn, sack.ReceiverWindow), Is.EqualTo((ScriptedPeer.InitialTsn + 3, 5000u)), "no waiting for a probe");
    }

    [Test]
    public void The_owner_is_told_when_little_is_buffered_again()
    {
        AssociationPair pair = AssociationPair.Connected();
        pair.Client.Association.SetBufferedAmountLowThreshold(0, 5000);
        pair.Send(pair.Client, 0, new byte[4000]);
        pair.RunFor(1);
        Assert.That(pair.Client.EventKinds, Has.None.EqualTo(SctpEventKind.BufferedAmountLow), "it was never above");
        pair.Send(pair.Client, 0, new byte[30_000]);
        Assert.That(
            pair.RunUntil(() => pair.Client.EventKinds.Contains(SctpEventKind.BufferedAmountLow), 2), Is.True);
        Assert.That(pair.Client.Association.BufferedAmount(0), Is.LessThanOrEqualTo(5000));
        pair.RunFor(1);
        Assert.That(pair.Client.EventKinds.Count(kind => kind == SctpEventKind.BufferedAmountLow), Is.EqualTo(1));
    }

    [Test]
    public void What_is_given_up_while_the_peer_is_silent_is_bounded()
    {
        AssociationPair pair = AssociationPair.Connected();
        pair.Network.ToServer.Conditions = new NetworkConditions { Loss = 1 };
        for (int i = 0; i < 3000; i++)
        {
            pair.Send(pair.Client, 0, [1], new SendOptions(MaxRetransmits: 0));
            pair.RunFor(0.1);
        }

        pair.Network.ToServer.Conditions = NetworkConditions.Clean;
        pair.RunFor(20);
        pair.Send(pair.Client, 0, [9, 9]);
        Assert.That(pair.RunUntil(() => pair.Server.Messages.Count > 0 && pair.Server.Messages[^1].Payload.Length == 2, 20), Is.True);
    }
}
