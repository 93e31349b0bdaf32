using RtcVoice.Timing;

namespace RtcVoice.Rtc.Dtls;

/// <summary>Pays for the first handshake before a caller waits for it: cold, it costs 150 to 200 ms of compiling.</summary>
public static class DtlsWarmUp
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    /// <summary>A handshake is four flights; more steps than this mean that it does not work at all.</summary>
    private const int MaxSteps = 32;

    /// <summary>
    /// Runs one whole handshake of a server and a client in memory, a record each way and a close_notify. Blocks for it;
    /// call it once, before the first call is accepted.
    /// </summary>
    /// <param name="certificate">The certificate that calls will use; its key is warmed too.</param>
    /// <exception cref="InvalidOperationException">The handshake failed: no call would have worked.</exception>
    public static void Run(DtlsCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        DtlsHandshakeThreads threads = new(maxInFlight: 2, maxWaiting: 0);
        using DtlsSession server = new(Options(DtlsRole.Server, certificate, threads));
        using DtlsSession client = new(Options(DtlsRole.Client, certificate, threads));
        Instant now = Instant.Origin;
        client.Start(now);
        for (int step = 0; step < MaxSteps && !(server.State == DtlsState.Connected && client.State == DtlsState.Connected); step++)
        {
            now += Step;
            Exchange(client, server, now);
        }

        if (!client.TrySend([1]) || !server.TrySend([2]))
        {
            throw new InvalidOperationException($"The DTLS warm-up failed: server {server.State}, client {client.State}.");
        }

        Exchange(client, server, now);
        client.Close();
        Exchange(client, server, now);
    }

    private static DtlsSessionOptions Options(DtlsRole role, DtlsCertificate certificate, DtlsHandshakeThreads threads) => new()
    {
        Role = role,
        Certificate = certificate,
        PeerFingerprints = [certificate.Fingerprint],
        Executor = threads,
        HandshakeInLockstep = true,
    };

    private static void Exchange(DtlsSession client, DtlsSession server, Instant now)
    {
        Deliver(client, server, now);
        Deliver(server, client, now);
    }

    private static void Deliver(DtlsSession from, DtlsSession to, Instant now)
    {
        Span<byte> datagram = stackalloc byte[DtlsSession.MaxDatagramOut];
        while (from.TryPollTransmit(datagram, out int length))
        {
            to.HandleDatagram(datagram[..length], now);
        }

        while (from.TryPollEvent(out DtlsEvent happened))
        {
            happened.Keys?.Dispose();
        }
    }
}
