using FsCheck;
using FsCheck.Fluent;
using RtcVoice.Rtc.Sctp;

namespace RtcVoice.Rtc.Tests.Sctp;

public class DeliveryPropertyTests
{
    private sealed record Send(bool IsFromClient, int Stream, int Length, bool IsUnordered, int PauseMilliseconds);

    private sealed record Scenario(int Seed, int LossPercent, int JitterMilliseconds, Send[] Sends)
    {
        public override string ToString() =>
            $"seed {Seed}, loss {LossPercent} %, jitter {JitterMilliseconds} ms: {string.Join("; ", Sends.AsEnumerable())}";
    }

    [Test]
    public void Any_sends_over_any_streams_under_any_loss_arrive_complete_and_in_order_where_promised()
    {
        Gen<Send> send =
            from isFromClient in Gen.Elements(true, false)
            from stream in Gen.Choose(0, 5)
            from length in Gen.OneOf(Gen.Choose(1, 50), Gen.Choose(1, 3000), Gen.Choose(1150, 1170), Gen.Choose(20_000, 65_536))
            from isUnordered in Gen.Elements(true, false)
            from pause in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 400))
            select new Send(isFromClient, stream, length, isUnordered, pause);
        Gen<Scenario> scenario =
            from seed in Gen.Choose(1, 1_000_000)
            from loss in Gen.Choose(0, 45)
            from jitter in Gen.Choose(0, 200)
            from count in Gen.Choose(1, 40)
            from sends in send.ArrayOf(count)
            select new Scenario(seed, loss, jitter, sends);

        Prop.ForAll(Arb.From(scenario), Arrives)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150).WithReplay(20261123, 7));
    }

    private static bool Arrives(Scenario scenario)
    {
        var pair = new AssociationPair(new NetworkConditions
        {
            Seed = scenario.Seed,
            Loss = scenario.LossPercent / 100.0,
            Duplication = 0.05,
            Jitter = TimeSpan.FromMilliseconds(scenario.JitterMilliseconds),
        });
        pair.Client.Association.Connect(pair.Now);
        var fromClient = new List<(Send Send, byte[] Payload)>();
        var fromServer = new List<(Send Send, byte[] Payload)>();
        for (int i = 0; i < scenario.Sends.Length; i++)
        {
            Send send = scenario.Sends[i];
            byte[] payload = SeededBytes.Message(send.Length, i);
            SendResult result = pair.Send(
                send.IsFromClient ? pair.Client : pair.Server, (ushort)send.Stream, payload, new SendOptions(send.IsUnordered));
            if (result == SendResult.Queued)
            {
                (send.IsFromClient ? fromClient : fromServer).Add((send, payload));
            }

            pair.RunFor(send.PauseMilliseconds / 1000.0);
        }

        bool isComplete = pair.RunUntil(
            () => pair.Server.Messages.Count >= fromClient.Count && pair.Client.Messages.Count >= fromServer.Count, 3600);
        return isComplete && AreAsPromised(fromClient, pair.Server) && AreAsPromised(fromServer, pair.Client);
    }

    private static bool AreAsPromised(List<(Send Send, byte[] Payload)> sent, AssociationEnd receiver)
    {
        for (int stream = 0; stream <= 5; stream++)
        {
            List<string> received = [.. receiver.Messages.Where(message => message.StreamId == stream).Select(message => Convert.ToHexString(message.Payload))];
            List<string> all = [.. sent.Where(item => item.Send.Stream == stream).Select(item => Convert.ToHexString(item.Payload))];
            var ordered = sent.Where(item => item.Send.Stream == stream && !item.Send.IsUnordered).Select(item => Convert.ToHexString(item.Payload)).ToList();
            var unordered = sent.Where(item => item.Send.Stream == stream && item.Send.IsUnordered).Select(item => Convert.ToHexString(item.Payload)).ToHashSet();
            if (!received.Order().SequenceEqual(all.Order()))
            {
                return false;
            }

            // Ordered messages keep their order; where a payload is both, equal bytes cannot be told apart.
            if (!unordered.Overlaps(ordered) && !received.Where(payload => !unordered.Contains(payload)).SequenceEqual(ordered))
            {
                return false;
            }
        }

        return true;
    }
}
