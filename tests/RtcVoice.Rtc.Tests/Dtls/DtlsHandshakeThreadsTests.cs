using RtcVoice.Rtc.Dtls;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Dtls;

[TestFixture]
internal sealed class DtlsHandshakeThreadsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public void Beyond_the_cap_handshakes_wait_and_beyond_the_line_they_are_refused()
    {
        DtlsHandshakeThreads threads = new(maxInFlight: 2, maxWaiting: 3);
        using ManualResetEventSlim release = new();
        using CountdownEvent done = new(5);
        int atATime = 0;
        int most = 0;
        for (int i = 0; i < 5; i++)
        {
            Assert.That(threads.TryRun(() =>
            {
                int now = Interlocked.Increment(ref atATime);
                InterlockedMax(ref most, now);
                release.Wait();
                Interlocked.Decrement(ref atATime);
                done.Signal();
            }));
        }

        Assert.That(threads.TryRun(() => Assert.Fail("was refused")), Is.False);
        Assert.That(threads.InFlight, Is.EqualTo(2));
        Assert.That(threads.Waiting, Is.EqualTo(3));
        release.Set();
        Assert.That(done.Wait(Patience));
        Assert.That(SpinWait.SpinUntil(() => threads.InFlight == 0, Patience));
        Assert.That(most, Is.EqualTo(2));
        Assert.That(threads.Waiting, Is.Zero);
    }

    [Test]
    public void Handshakes_run_on_threads_of_their_own()
    {
        DtlsHandshakeThreads threads = new();
        using ManualResetEventSlim done = new();
        bool pooled = true;
        threads.TryRun(() =>
        {
            pooled = Thread.CurrentThread.IsThreadPoolThread;
            done.Set();
        });
        Assert.That(done.Wait(Patience));
        Assert.That(pooled, Is.False);
    }

    [Test]
    public void No_thread_is_left_when_all_sessions_are_closed()
    {
        JoinableThreads threads = new();
        List<DtlsPair> pairs = [];
        for (int i = 0; i < 12; i++)
        {
            DtlsPair pair = new(o => o with { Executor = threads }, o => o with { Executor = threads });
            pairs.Add(pair);
            pair.Client.Start(pair.Now);
            int stopAt = i % 4;
            pair.RunUntil(() => pair.Sent.Count > stopAt);
        }

        // Some have connected, some are in mid-handshake, some are closed first and some just dropped.
        for (int i = 0; i < pairs.Count; i++)
        {
            if (i % 2 == 0)
            {
                pairs[i].Server.Close();
                pairs[i].Client.Close();
            }

            pairs[i].Dispose();
        }

        Assert.That(threads.Started, Is.GreaterThanOrEqualTo(12));
        Assert.That(threads.AllEndWithin(Patience));
    }

    [Test]
    public void An_owner_that_does_not_wait_is_woken_for_each_flight_and_the_end()
    {
        // Two owners in one loop, woken through a queue; the clock stands still, so no timer can help.
        using System.Collections.Concurrent.BlockingCollection<DtlsSession> wakes = [];
        JoinableThreads threads = new();
        DtlsSession? server = null;
        DtlsSession? client = null;
        using (server = new DtlsSession(DtlsPair.Options(DtlsRole.Server, threads) with { HandshakeInLockstep = false, Wake = () => wakes.Add(server!) }))
        using (client = new DtlsSession(DtlsPair.Options(DtlsRole.Client, threads) with { HandshakeInLockstep = false, Wake = () => wakes.Add(client!) }))
        {
            client.Start(Instant.Origin);
            byte[] buffer = new byte[DtlsSession.MaxDatagramOut];
            while (server.State != DtlsState.Connected || client.State != DtlsState.Connected)
            {
                Assert.That(wakes.TryTake(out DtlsSession? woken, Patience), $"server {server.State}, client {client.State}");
                woken!.HandleTimeout(Instant.Origin);
                while (woken.TryPollTransmit(buffer, out int length))
                {
                    (woken == server ? client : server).HandleDatagram(buffer.AsSpan(0, length), Instant.Origin);
                }
            }
        }

        Assert.That(threads.AllEndWithin(Patience));
    }

    [Test]
    public void A_flight_that_was_lost_comes_again_when_the_peer_repeats_its_own_without_waiting_for_a_timer()
    {
        // As Chromium does after 50 ms: the owner's loop does not wait for the handshake's thread, which may still be
        // reading the repeated hello when the repeat is asked for.
        using System.Collections.Concurrent.BlockingCollection<bool> wakes = [];
        JoinableThreads threads = new();
        Instant now = Instant.Origin;
        using (DtlsSession server = new(DtlsPair.Options(DtlsRole.Server, threads) with { HandshakeInLockstep = false, Wake = () => wakes.Add(true) }))
        using (DtlsSession client = new(DtlsPair.Options(DtlsRole.Client, threads)))
        {
            client.Start(now);
            Deliver(client, server, now);
            AwaitFlight();
            for (int i = 0; i < 3; i++)
            {
                now = client.NextTimeout;
                client.HandleTimeout(now);
                Deliver(client, server, now);
                AwaitFlight();
            }

            void AwaitFlight()
            {
                int datagrams = 0;
                while (datagrams == 0)
                {
                    Assert.That(wakes.TryTake(out _, Patience), "the server sends nothing");
                    server.HandleTimeout(now);
                    datagrams = Drop(server);
                }
            }
        }

        Assert.That(threads.AllEndWithin(Patience));
    }

    private static void Deliver(DtlsSession from, DtlsSession to, Instant now)
    {
        byte[] buffer = new byte[DtlsSession.MaxDatagramOut];
        while (from.TryPollTransmit(buffer, out int length))
        {
            to.HandleDatagram(buffer.AsSpan(0, length), now);
        }
    }

    private static int Drop(DtlsSession from)
    {
        byte[] buffer = new byte[DtlsSession.MaxDatagramOut];
        int datagrams = 0;
        while (from.TryPollTransmit(buffer, out _))
        {
            datagrams++;
        }

        return datagrams;
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
