using RtcVoice.Rtc.Sctp;

namespace RtcVoice.Rtc.Tests.Sctp;

public class LossTests
{
    [Test]
    public void A_message_crosses_a_clean_path_in_one_trip()
    {
        AssociationPair pair = AssociationPair.Connected();
        byte[] message = SeededBytes.Message(200, 1);
        pair.Send(pair.Client, 0, message);

        Assert.That(pair.RunUntil(() => pair.Server.Messages.Count == 1, 0.021), Is.True);
        Assert.That(pair.Server.Messages[0], Is.EqualTo(((ushort)0, 53u, message)));
    }

    [Test]
    public void Nothing_is_sent_twice_on_a_clean_path()
    {
        AssociationPair pair = AssociationPair.Connected();
        for (int i = 0; i < 60; i++)
        {
            pair.Send(pair.Client, (ushort)(i % 3), new byte[1 + (i * 500)]);
            pair.Send(pair.Server, (ushort)(i % 3), new byte[1 + (i * 500)]);
            pair.RunFor(0.05);
        }

        Assert.That(pair.RunUntil(() => pair.Server.Messages.Count == 60 && pair.Client.Messages.Count == 60), Is.True);
        pair.RunFor(5);
        Assert.That(pair.Client.Association.Statistics.Retransmissions, Is.Zero);
        Assert.That(pair.Server.Association.Statistics.Retransmissions, Is.Zero);
    }

    [TestCase(0.05, 1)]
    [TestCase(0.05, 2)]
    [TestCase(0.20, 3)]
    [TestCase(0.20, 4)]
    [TestCase(0.20, 5)]
    [TestCase(0.40, 6)]
    public void Nothing_is_lost_or_reordered_on_reliable_streams(double loss, int seed)
    {
        TestContext.Out.WriteLine($"loss {loss}, seed {seed}");
        AssociationPair pair = AssociationPair.Connected(NetworkConditions.Lossy(loss, seed));
        var random = new Random(seed);
        List<byte[]>[] sent = [[], [], []];
        for (int i = 0; i < 150; i++)
        {
            ushort stream = (ushort)random.Next(sent.Length);
            byte[] message = SeededBytes.Message(1 + random.Next(4000), i);
            Assert.That(pair.Send(pair.Client, stream, message), Is.EqualTo(SendResult.Queued));
            Assert.That(pair.Send(pair.Server, stream, message), Is.EqualTo(SendResult.Queued));
            sent[stream].Add(message);
            pair.RunFor(random.NextDouble() * 0.05);
        }

        Assert.That(
            pair.RunUntil(() => pair.Server.Messages.Count == 150 && pair.Client.Messages.Count == 150, 600),
            Is.True,
            $"arrived: {pair.Server.Messages.Count} and {pair.Client.Messages.Count}");
        foreach (AssociationEnd end in new[] { pair.Client, pair.Server })
        {
            for (ushort stream = 0; stream < sent.Length; stream++)
            {
                Assert.That(
                    end.Messages.Where(message => message.StreamId == stream).Select(message => message.Payload),
                    Is.EqualTo(sent[stream]));
            }
        }

        pair.RunFor(30);
        Assert.That(pair.Client.Association.BufferedAmount(0), Is.Zero);
        Assert.That(pair.Client.Association.Statistics.BytesInFlight, Is.Zero);
        Assert.That(pair.Client.Association.Statistics.Retransmissions, Is.Positive);
    }

    [TestCase(0.10, 11)]
    [TestCase(0.30, 12)]
    public void Nothing_is_lost_on_an_unordered_reliable_stream(double loss, int seed)
    {
        TestContext.Out.WriteLine($"loss {loss}, seed {seed}");
        AssociationPair pair = AssociationPair.Connected(NetworkConditions.Lossy(loss, seed));
        var sent = new HashSet<string>();
        for (int i = 0; i < 100; i++)
        {
            byte[] message = SeededBytes.Message(10 + (i * 37), i);
            sent.Add(Convert.ToHexString(message));
            pair.Send(pair.Client, 1, message, new SendOptions(IsUnordered: true));
        }

        Assert.That(pair.RunUntil(() => pair.Server.Messages.Count == 100, 600), Is.True);
        Assert.That(pair.Server.Messages.Select(message => Convert.ToHexString(message.Payload)), Is.EquivalentTo(sent));
    }

    [Test]
    public void A_message_of_the_largest_size_crosses_a_lossy_path()
    {
        AssociationPair pair = AssociationPair.Connected(NetworkConditions.Lossy(0.1, 21));
        byte[] message = SeededBytes.Message(65536, 1);
        pair.Send(pair.Client, 0, message);

        Assert.That(pair.RunUntil(() => pair.Server.Messages.Count == 1), Is.True);
        Assert.That(pair.Server.Messages[0].Payload, Is.EqualTo(message));
    }

    [Test]
    public void A_path_that_is_dead_for_a_minute_loses_nothing()
    {
        AssociationPair pair = AssociationPair.Connected();
        pair.Network.ToServer.Conditions = new NetworkConditions { Loss = 1 };
        pair.Send(pair.Client, 0, SeededBytes.Message(3000, 1));
        pair.RunFor(60);
        Assert.That(pair.Server.Messages, Is.Empty);
        Assert.That(pair.Client.IsUp, Is.True, "whether the peer lives is for ICE to say");

        pair.Network.ToServer.Conditions = NetworkConditions.Clean;
        Assert.That(pair.RunUntil(() => pair.Server.Messages.Count == 1, 4.1), Is.True, "the timer backs off to 4 s at most");
    }

    [Test]
    public void An_idle_association_sends_nothing_but_heartbeats()
    {
        AssociationPair pair = AssociationPair.Connected();
        pair.RunFor(1);
        int before = pair.Network.ToServer.Carried;
        pair.RunFor(60);

        Assert.That(pair.Network.ToServer.Carried - before, Is.EqualTo(4), "two heartbeats and two answers");
        Assert.That(
            pair.Client.Association.Statistics.SmoothedRoundTrip, Is.EqualTo(TimeSpan.FromMilliseconds(40)).Within(TimeSpan.FromMilliseconds(1)));
    }

    [Test]
    public void The_same_seed_gives_the_same_run()
    {
        static (int, int, long) Run()
        {
            AssociationPair pair = AssociationPair.Connected(NetworkConditions.Lossy(0.2, 99));
            for (int i = 0; i < 50; i++)
            {
                pair.Send(pair.Client, 0, SeededBytes.Message(500, i));
            }

            pair.RunFor(20);
            return (pair.Network.ToServer.Carried, pair.Network.ToClient.Carried, pair.Client.Association.Statistics.Retransmissions);
        }

        (int, int, long) first = Run();
        Assert.That(Run(), Is.EqualTo(first));
    }
}
