using RtcVoice.Rtc.Sctp;
using RtcVoice.TestKit;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Sctp;

public class AllocationTests
{
    [Test]
    public void Messages_to_and_fro_allocate_nothing()
    {
        // A heartbeat is a few arrays twice a minute; here there is none.
        var options = new SctpOptions { HeartbeatInterval = TimeSpan.FromDays(1) };
        AssociationPair pair = AssociationPair.Connected(client: options, server: options);
        SctpAssociation client = pair.Client.Association;
        SctpAssociation server = pair.Server.Association;
        Instant now = pair.Now;
        byte[] buffer = new byte[1200];
        byte[] message = new byte[200];
        byte[] longMessage = new byte[5000];
        // Long enough for the runtime to have compiled everything for good: that allocates a little, once.
        for (int i = 0; i < 20_000; i++)
        {
            Round();
        }

        long allocated = Allocations.Measure(() =>
        {
            for (int i = 0; i < 35_000; i++)
            {
                Round();
            }
        });
        Assert.That(client.State, Is.EqualTo(SctpState.Established));
        Assert.That(server.Statistics.PacketsReceived, Is.GreaterThan(100_000));
        Assert.That(allocated, Is.Zero);

        void Round()
        {
            now += TimeSpan.FromMilliseconds(1);
            client.TrySend(0, 51, message, default, now);
            server.TrySend(0, 51, message, default, now);
            client.TrySend(1, 53, longMessage, new SendOptions(IsUnordered: true, MaxRetransmits: 3), now);
            bool isBusy = true;
            while (isBusy)
            {
                isBusy = Move(client, server) | Move(server, client);
            }

            if (client.NextTimeout <= now)
            {
                client.HandleTimeout(now);
            }

            if (server.NextTimeout <= now)
            {
                server.HandleTimeout(now);
            }
        }

        bool Move(SctpAssociation from, SctpAssociation to)
        {
            bool any = false;
            while (from.TryPollTransmit(buffer, out int length))
            {
                any = true;
                to.HandleDatagram(buffer.AsSpan(0, length), now);
                while (to.TryPollEvent(out SctpEvent happened))
                {
                    if (happened.Kind == SctpEventKind.Message)
                    {
                        to.Release(happened.Payload);
                    }
                }
            }

            return any;
        }
    }
}
