using Org.BouncyCastle.Tls;
using RtcVoice.Rtc.Dtls;
using RtcVoice.Rtc.Dtls.Crypto;

namespace RtcVoice.Rtc.Tests.Dtls;

/// <summary>Bytes that no honest peer sends.</summary>
[TestFixture]
internal sealed class DtlsHostileTests
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(10);

    [Test]
    public void Mutated_datagrams_never_throw_and_every_session_ends_in_a_state([Range(1, 60)] int seed)
    {
        Random random = new(seed);
        using DtlsPair pair = new(client: o => o with { ClientHelloPadding = seed % 3 == 0 ? 1300 : 0 });
        pair.Network = packet =>
        {
            if (random.Next(3) == 0)
            {
                byte[] bent = Bend([.. packet.Bytes], random);
                (packet.ToServer ? pair.Server : pair.Client).HandleDatagram(bent, pair.Now);
                return random.Next(2) == 0 ? [] : [Latency];
            }

            return [Latency];
        };
        pair.Client.Start(pair.Now);
        pair.RunFor(30);
        Assert.That(pair.Server.State, Is.AnyOf(DtlsState.Connected, DtlsState.Failed, DtlsState.New), pair.Describe());
        Assert.That(pair.Client.State, Is.AnyOf(DtlsState.Connected, DtlsState.Failed), pair.Describe());
    }

    [Test]
    public void Random_bytes_never_throw([Range(1, 20)] int seed)
    {
        Random random = new(seed);
        using DtlsPair pair = new();
        pair.Client.Start(pair.Now);
        for (int i = 0; i < 500; i++)
        {
            byte[] bytes = new byte[random.Next(DtlsSession.MaxDatagramIn + 10)];
            random.NextBytes(bytes);
            if (bytes.Length > 13 && i % 2 == 0)
            {
                // A likely header, so that it gets past the guard.
                int length = bytes.Length - 13;
                byte[] header = [22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, (byte)(i >> 8), (byte)i, (byte)(length >> 8), (byte)length];
                header.CopyTo(bytes, 0);
            }

            pair.Inject(bytes, toServer: i % 3 != 0);
        }

        pair.RunFor(30);
        Assert.That(pair.Server.State, Is.AnyOf(DtlsState.Connected, DtlsState.Failed), pair.Describe());
    }

    [Test]
    public void Mutations_after_the_handshake_leave_the_session_alive([Range(1, 20)] int seed)
    {
        Random random = new(seed);
        using DtlsPair pair = DtlsPair.Connected();
        List<byte[]> seen = [.. pair.Sent.Select(p => p.Bytes.ToArray())];
        byte[] buffer = new byte[DtlsSession.MaxDatagramOut];
        pair.Network = _ => [];
        pair.Client.TrySend("some data"u8);
        pair.Client.TryPollTransmit(buffer, out int length);
        seen.Add(buffer[..length]);
        for (int i = 0; i < 2000; i++)
        {
            pair.Inject(Bend([.. seen[random.Next(seen.Count)]], random), toServer: random.Next(2) == 0);
            pair.RunFor(0.005);
        }

        pair.Network = _ => [Latency];
        Assert.That(pair.BothConnected, pair.Describe());
        Assert.That(pair.Client.TrySend("ping"u8), Is.True);
        pair.RunFor(1);
        Assert.That(pair.ServerEvents[^1].Data.ToArray(), Is.EqualTo("ping"u8.ToArray()));
    }

    [Test]
    public void Truncated_datagrams_of_a_handshake_never_throw()
    {
        using DtlsPair recorded = DtlsPair.Connected();
        using DtlsPair pair = new();
        pair.Client.Start(pair.Now);
        foreach (DtlsPair.Packet packet in recorded.Sent)
        {
            for (int cut = 0; cut < packet.Bytes.Length; cut += 7)
            {
                pair.Inject(packet.Bytes.AsSpan(0, cut), packet.ToServer);
            }
        }

        Assert.That(pair.Server.State, Is.Not.EqualTo(DtlsState.Connected));
    }

    [Test]
    public void A_flood_during_the_handshake_is_bounded_and_the_handshake_survives_it()
    {
        using DtlsPair pair = new(server: o => o with { HandshakeInLockstep = false, Executor = new DeafExecutor() });
        byte[] record = [22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 1, 0, 40, .. new byte[40]];
        for (int i = 0; i < 10_000; i++)
        {
            pair.Inject(record, toServer: true);
        }

        Assert.That(pair.Server.Counters.QueueOverflows, Is.EqualTo(10_000 - HandshakeInbox.MaxRecords));
    }

    [Test]
    public void A_point_that_is_not_on_the_curve_is_refused()
    {
        using P256Agreement honest = new(new SessionCrypto(() => { }));
        byte[] point = honest.GenerateEphemeral();
        point[^1] ^= 1;
        using P256Agreement agreement = new(new SessionCrypto(() => { }));
        agreement.GenerateEphemeral();
        TlsFatalAlert alert = Assert.Throws<TlsFatalAlert>(() => agreement.ReceivePeerValue(point))!;
        Assert.That(alert.AlertDescription, Is.EqualTo(AlertDescription.illegal_parameter));
        Assert.Throws<TlsFatalAlert>(() => agreement.ReceivePeerValue([]));
        Assert.Throws<TlsFatalAlert>(() => agreement.ReceivePeerValue(new byte[65]));
        Assert.Throws<TlsFatalAlert>(() => agreement.ReceivePeerValue([4, .. new byte[64]]));
    }

    [Test]
    public void Both_sides_of_an_agreement_come_to_one_secret()
    {
        using P256Agreement one = new(new SessionCrypto(() => { }));
        using P256Agreement two = new(new SessionCrypto(() => { }));
        two.ReceivePeerValue(one.GenerateEphemeral());
        one.ReceivePeerValue(two.GenerateEphemeral());
        Assert.That(one.CalculateSecret().Extract(), Is.EqualTo(two.CalculateSecret().Extract()));
    }

    private static byte[] Bend(byte[] bytes, Random random)
    {
        for (int change = random.Next(1, 5); change > 0; change--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    /// <summary>Takes handshakes and never runs them: all threads are busy.</summary>
    private sealed class DeafExecutor : IDtlsHandshakeExecutor
    {
        public bool TryRun(Action handshake) => true;
    }
}
