using System.Security.Cryptography;
using RtcVoice.Rtc.Dtls;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Dtls;

[TestFixture]
internal sealed class DtlsHandshakeTests
{
    [Test]
    public void Both_sides_connect_and_hold_the_same_keys([Values] DtlsSrtpProfile profile)
    {
        using DtlsPair pair = DtlsPair.Connected(o => o with { SrtpProfiles = [profile] });

        DtlsKeyingMaterial server = pair.ServerEvents.Single().Keys!;
        DtlsKeyingMaterial client = pair.ClientEvents.Single().Keys!;
        Assert.That(server.Profile, Is.EqualTo(profile));
        Assert.That(client.Profile, Is.EqualTo(profile));
        Assert.That(server.Bytes.Length, Is.EqualTo(profile == DtlsSrtpProfile.AeadAes128Gcm ? 56 : 60));
        Assert.That(server.Bytes.ToArray(), Is.EqualTo(client.Bytes.ToArray()));
        Assert.That(server.Bytes.ToArray(), Is.Not.All.Zero);
    }

    [Test]
    public void Keying_material_is_zeroed_when_it_is_disposed()
    {
        byte[] bytes = [.. Enumerable.Range(1, 60).Select(i => (byte)i)];
        using DtlsKeyingMaterial keys = new(DtlsSrtpProfile.Aes128CmSha1Tag80, bytes);
        Assert.That(keys.Bytes.ToArray(), Is.EqualTo(bytes));
        keys.Dispose();
        Assert.That(bytes, Is.All.Zero);
    }

    [Test]
    public void Only_the_fingerprints_of_the_strongest_hash_count()
    {
        byte[] shown = [1, 2, 3];
        byte[] other = [4, 5, 6];
        DtlsFingerprint Strong(byte[] der) => new("sha-512", [.. SHA512.HashData(der)]);

        Assert.That(DtlsFingerprint.AnyMatches([DtlsFingerprint.Of(shown)], shown), Is.True);
        Assert.That(DtlsFingerprint.AnyMatches([DtlsFingerprint.Of(other), DtlsFingerprint.Of(shown)], shown), Is.True);
        Assert.That(DtlsFingerprint.AnyMatches([DtlsFingerprint.Of(shown), Strong(other)], shown), Is.False);
        Assert.That(DtlsFingerprint.AnyMatches([DtlsFingerprint.Of(other), Strong(shown)], shown), Is.True);
        Assert.That(DtlsFingerprint.AnyMatches([], shown), Is.False);
    }

    [Test]
    public void The_server_chooses_the_profile_by_its_own_order()
    {
        using DtlsPair pair = new(
            server: o => o with { SrtpProfiles = [DtlsSrtpProfile.AeadAes128Gcm, DtlsSrtpProfile.Aes128CmSha1Tag80] },
            client: o => o with { SrtpProfiles = [DtlsSrtpProfile.Aes128CmSha1Tag80, DtlsSrtpProfile.AeadAes128Gcm] });
        pair.Client.Start(pair.Now);
        pair.RunUntil(() => pair.BothConnected);
        Assert.That(pair.ServerEvents.Single().Keys!.Profile, Is.EqualTo(DtlsSrtpProfile.AeadAes128Gcm), pair.Describe());
        Assert.That(pair.ClientEvents.Single().Keys!.Profile, Is.EqualTo(DtlsSrtpProfile.AeadAes128Gcm));
    }

    [Test]
    public void A_flight_leaves_in_one_datagram_and_the_handshake_takes_two_round_trips()
    {
        using DtlsPair pair = DtlsPair.Connected();
        Assert.That(pair.Sent.Select(p => p.ToServer), Is.EqualTo(new[] { true, false, true, false }));
        Assert.That(pair.Sent.Select(p => p.Bytes.Length), Is.All.LessThanOrEqualTo(DtlsSession.MaxHandshakeDatagram));
        Assert.That(pair.Now - (Instant.Origin + TimeSpan.FromHours(1)), Is.EqualTo(TimeSpan.FromMilliseconds(40)));
        Assert.That(pair.Server.Counters.FlightsResent, Is.Zero);
        Assert.That(pair.Client.Counters.FlightsResent, Is.Zero);
    }

    [Test]
    public void A_client_with_an_unannounced_certificate_is_refused_and_told()
    {
        using DtlsPair pair = new(server: o => o with { PeerFingerprints = [DtlsPair.WrongFingerprint()] });
        pair.Client.Start(pair.Now);
        pair.RunUntil(() => pair.Server.State == DtlsState.Failed);
        pair.RunFor(0.1);
        Assert.That(pair.ServerEvents.Single().Failure, Is.EqualTo(DtlsFailure.FingerprintMismatch), pair.Describe());
        Assert.That(pair.ServerEvents.Single().Detail, Does.StartWith("bad_certificate"));
        Assert.That(pair.Client.GuardCounters.PlaintextAlerts, Is.EqualTo(1), "the server's alert came");
        Assert.That(pair.Client.State, Is.EqualTo(DtlsState.Handshaking), "and an alert in the clear is not believed");
    }

    [Test]
    public void A_server_with_an_unannounced_certificate_is_refused()
    {
        using DtlsPair pair = new(client: o => o with { PeerFingerprints = [DtlsPair.WrongFingerprint()] });
        pair.Client.Start(pair.Now);
        pair.RunUntil(() => pair.Client.State == DtlsState.Failed);
        Assert.That(pair.ClientEvents.Single().Failure, Is.EqualTo(DtlsFailure.FingerprintMismatch), pair.Describe());
    }

    [Test]
    public void One_matching_fingerprint_among_several_is_enough()
    {
        using DtlsPair pair = new(server: o => o with { PeerFingerprints = [DtlsPair.WrongFingerprint(), .. o.PeerFingerprints] });
        pair.Client.Start(pair.Now);
        pair.RunUntil(() => pair.BothConnected);
        Assert.That(pair.BothConnected, pair.Describe());
    }

    [TestCase("sha-256", true)]
    [TestCase("SHA-256", true)]
    [TestCase("sha-384", true)]
    [TestCase("sha-512", true)]
    [TestCase("sha-1", false)]
    [TestCase("md5", false)]
    public void A_fingerprint_matches_by_the_strong_hash_functions_only(string algorithm, bool matches)
    {
        byte[] der = DtlsPair.ClientCertificate.Der.ToArray();
        byte[] hash = algorithm.ToUpperInvariant() switch
        {
            "SHA-256" => SHA256.HashData(der),
            "SHA-384" => SHA384.HashData(der),
            "SHA-512" => SHA512.HashData(der),
            "SHA-1" => SHA1.HashData(der),
            _ => MD5.HashData(der),
        };
        DtlsFingerprint fingerprint = new(algorithm, [.. hash]);
        Assert.That(fingerprint.Matches(der), Is.EqualTo(matches));
        der[^1] ^= 1;
        Assert.That(fingerprint.Matches(der), Is.False);
    }

    [Test]
    public void A_fingerprint_of_the_wrong_length_never_matches()
    {
        byte[] der = DtlsPair.ClientCertificate.Der.ToArray();
        Assert.That(new DtlsFingerprint("sha-256", [.. SHA256.HashData(der)[..31]]).Matches(der), Is.False);
        Assert.That(new DtlsFingerprint("sha-256", default).Matches(der), Is.False);
    }

    [Test]
    public void A_fingerprint_is_written_as_SDP_has_it()
    {
        DtlsFingerprint fingerprint = DtlsPair.ServerCertificate.Fingerprint;
        Assert.That(fingerprint.ToString(), Does.Match("^sha-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}$"));
        Assert.That(fingerprint.Hash.AsSpan().ToArray(), Is.EqualTo(SHA256.HashData(DtlsPair.ServerCertificate.Der.Span)));
    }

    [Test]
    public void A_client_that_shows_no_certificate_is_refused()
    {
        using DtlsPair pair = new(client: o => o with { ShowsCertificate = false });
        pair.Client.Start(pair.Now);
        pair.RunUntil(() => pair.Server.State == DtlsState.Failed);
        Assert.That(pair.ServerEvents.Single().Failure, Is.EqualTo(DtlsFailure.NoPeerCertificate), pair.Describe());
    }

    [Test]
    public void A_client_without_use_srtp_is_refused_with_that_reason()
    {
        using DtlsPair pair = new(client: o => o with { SrtpProfiles = [] });
        pair.Client.Start(pair.Now);
        pair.RunUntil(() => pair.Server.State == DtlsState.Failed);
        Assert.That(pair.ServerEvents.Single().Failure, Is.EqualTo(DtlsFailure.NoUseSrtp), pair.Describe());
    }

    [Test]
    public void Sides_without_a_common_profile_fail_with_that_reason()
    {
        using DtlsPair pair = new(
            server: o => o with { SrtpProfiles = [DtlsSrtpProfile.AeadAes128Gcm] },
            client: o => o with { SrtpProfiles = [DtlsSrtpProfile.Aes128CmSha1Tag80] });
        pair.Client.Start(pair.Now);
        pair.RunUntil(() => pair.Server.State == DtlsState.Failed);
        Assert.That(pair.ServerEvents.Single().Failure, Is.EqualTo(DtlsFailure.NoCommonSrtpProfile), pair.Describe());
    }

    [Test]
    public void A_client_without_extended_master_secret_is_refused()
    {
        using DtlsPair pair = new();
        byte[] hello = CaptureHello(pair);
        int extension = hello.AsSpan().IndexOf((ReadOnlySpan<byte>)[0, 23, 0, 0]);
        Assert.That(extension, Is.Positive);
        hello[extension] = 0x7a;
        pair.Inject(hello, toServer: true);
        Assert.That(pair.ServerEvents.Single().Failure, Is.EqualTo(DtlsFailure.Protocol), pair.Describe());
        Assert.That(pair.ServerEvents.Single().Detail, Does.StartWith("handshake_failure"));
    }

    [Test]
    public void Without_a_signalled_fingerprint_no_handshake_is_tried()
    {
        using DtlsPair pair = new(server: o => o with { PeerFingerprints = [], Executor = new RefusingExecutor() });
        pair.Client.Start(pair.Now);
        pair.RunUntil(() => pair.Server.State == DtlsState.Failed);
        Assert.That(pair.ServerEvents.Single().Failure, Is.EqualTo(DtlsFailure.NoFingerprintSignalled), pair.Describe());
        Assert.That(pair.Sent.Where(p => !p.ToServer), Is.Empty);
    }

    [Test]
    public void A_handshake_that_the_executor_refuses_fails_the_session()
    {
        using DtlsPair pair = new(server: o => o with { Executor = new RefusingExecutor() });
        pair.Client.Start(pair.Now);
        pair.RunUntil(() => pair.Server.State == DtlsState.Failed);
        Assert.That(pair.ServerEvents.Single().Failure, Is.EqualTo(DtlsFailure.HandshakeRefused), pair.Describe());
    }

    [Test]
    public void A_mute_client_costs_ten_seconds_and_at_most_the_allowance_of_bytes()
    {
        using DtlsPair pair = new();
        pair.Network = packet => packet.ToServer && packet.Index == 0 ? [TimeSpan.Zero] : [];
        Instant started = pair.Now;
        pair.Client.Start(pair.Now);
        pair.RunUntil(() => pair.Server.State == DtlsState.Failed);
        Assert.That(pair.ServerEvents.Single().Failure, Is.EqualTo(DtlsFailure.HandshakeTimeout), pair.Describe());
        Assert.That(pair.Now - started, Is.EqualTo(DtlsSession.HandshakeTimeout));
        Assert.That(pair.Server.Counters.FlightsResent, Is.EqualTo(8), "at 0.2, 0.6, 1.4, 3.0, 4.6, 6.2, 7.8 and 9.4 s");
        Assert.That(pair.Sent.Where(p => !p.ToServer).Sum(p => p.Bytes.Length), Is.LessThanOrEqualTo(DtlsSession.MaxHandshakeBytes));
        Assert.That(pair.Server.NextTimeout.IsNever);
    }

    [Test]
    public void A_peer_that_repeats_its_hello_for_ever_gets_no_more_than_the_allowance()
    {
        using DtlsPair pair = new();
        byte[] hello = CaptureHello(pair);
        for (ushort number = 0; number < 200; number++)
        {
            // The same hello in new records, 40 ms apart: a repeat each time.
            hello[9] = (byte)(number >> 8);
            hello[10] = (byte)number;
            pair.Inject(hello, toServer: true);
            pair.RunFor(0.04);
        }

        int sent = pair.Sent.Where(p => !p.ToServer).Sum(p => p.Bytes.Length);
        Assert.That(sent, Is.LessThanOrEqualTo(DtlsSession.MaxHandshakeBytes).And.GreaterThan(DtlsSession.MaxHandshakeBytes - 1000));
        Assert.That(pair.Server.Counters.HandshakeDatagramsSuppressed, Is.GreaterThan(100));
        Assert.That(pair.Server.Counters.HandshakeBytesSent, Is.EqualTo(sent));
    }

    [Test]
    public void A_duplicated_datagram_provokes_no_repeat()
    {
        using DtlsPair pair = new();
        byte[] hello = CaptureHello(pair);
        for (int copy = 0; copy < 100; copy++)
        {
            pair.Inject(hello, toServer: true);
        }

        Assert.That(pair.Sent.Count(p => !p.ToServer), Is.EqualTo(1));
    }

    [Test]
    public void Nothing_is_sent_before_a_whole_hello_has_come()
    {
        using DtlsPair pair = new(client: o => o with { ClientHelloPadding = 1300 });
        pair.Network = packet => packet.Index == 0 ? [TimeSpan.Zero] : [];
        pair.Client.Start(pair.Now);
        pair.RunFor(5);
        Assert.That(pair.Server.State, Is.EqualTo(DtlsState.Handshaking));
        Assert.That(pair.Sent.Where(p => !p.ToServer), Is.Empty);
    }

    [Test]
    public void A_plaintext_fatal_alert_does_not_end_a_handshake([Values] bool toServer)
    {
        using DtlsPair pair = new();
        pair.Network = packet =>
        {
            pair.Inject([21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40], toServer);
            return [TimeSpan.FromMilliseconds(10)];
        };
        pair.Client.Start(pair.Now);
        pair.RunUntil(() => pair.BothConnected);
        Assert.That(pair.BothConnected, pair.Describe());
        Assert.That((toServer ? pair.Server : pair.Client).GuardCounters.PlaintextAlerts, Is.Positive);
    }

    [Test]
    public void Closing_during_the_handshake_ends_it_without_a_word()
    {
        using DtlsPair pair = new();
        byte[] hello = CaptureHello(pair);
        pair.Inject(hello, toServer: true);
        int sent = pair.Sent.Count;
        pair.Server.Close();
        pair.Drain();
        Assert.That(pair.ServerEvents.Single().Kind, Is.EqualTo(DtlsEventKind.Closed));
        Assert.That(pair.Sent, Has.Count.EqualTo(sent));
        Assert.That(pair.Server.State, Is.EqualTo(DtlsState.Closed));
    }

    [Test]
    public void A_session_that_never_started_closes_and_disposes()
    {
        using DtlsPair pair = new();
        pair.Server.Close();
        Assert.That(pair.Server.TryPollEvent(out DtlsEvent closed) && closed is { Kind: DtlsEventKind.Closed, ClosedByPeer: false });
        Assert.That(pair.Server.TrySend([1]), Is.False);
        Assert.That(pair.Server.NextTimeout.IsNever);
    }

    [Test]
    public void The_warm_up_runs_a_whole_handshake() => Assert.DoesNotThrow(() => DtlsWarmUp.Run(DtlsPair.ServerCertificate));

    internal static byte[] CaptureHello(DtlsPair pair)
    {
        pair.Network = _ => [];
        pair.Client.Start(pair.Now);
        pair.Drain();
        return [.. pair.Sent.First(p => p.ToServer).Bytes];
    }
}
