using Org.BouncyCastle.Tls;

namespace RtcVoice.Rtc.Dtls;

/// <summary>One handshake, from its thread's point of view: blocks until it has succeeded, failed or been given up.</summary>
internal sealed class Handshake
{
    private readonly DtlsSessionOptions _options;
    private readonly HandshakeLink _link;
    private readonly HandshakeTerms _terms;

    public Handshake(DtlsSessionOptions options, HandshakeLink link)
    {
        _options = options;
        _link = link;
        _terms = new HandshakeTerms(options, link);
    }

    /// <summary>Runs it. Whatever goes wrong ends in the link's outcome, never in an exception.</summary>
    public void Run()
    {
        HandshakeOutcome outcome = Attempt();
        _terms.Crypto.DestroySecrets();
        if (!_link.TryFinish(outcome) || outcome.Records is null)
        {
            FreeKeys();
        }
    }

    /// <summary>Frees the keys that protect records; none can be read or written after it.</summary>
    public void FreeRecordKeys() => _terms.Crypto.DestroyKeys();

    /// <summary>Frees all keys, also those exported for SRTP.</summary>
    public void FreeKeys()
    {
        _terms.Keys?.Dispose();
        FreeRecordKeys();
    }

    private HandshakeOutcome Attempt()
    {
        try
        {
            DtlsTransport records = _options.Role == DtlsRole.Server
                ? new DtlsServerProtocol().Accept(new ServerPeer(_terms), _link)
                : new DtlsClientProtocol().Connect(new ClientPeer(_terms, _link, _options.ClientHelloPadding), _link);
            return new HandshakeOutcome { Records = records, Keys = _terms.Keys, MinProtectedLength = _terms.MinProtectedLength };
        }
        catch (TlsFatalAlertReceived alert)
        {
            return Failed(DtlsFailure.PeerAlert, AlertDescription.GetText(alert.AlertDescription));
        }
        catch (TlsFatalAlert alert)
        {
            return Failed(DtlsFailure.Protocol, AlertDescription.GetText(alert.AlertDescription));
        }
#pragma warning disable CA1031 // A handshake's thread must not end the process, whatever the peer sent.
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            return Failed(DtlsFailure.Protocol, unexpected.GetType().Name);
        }
    }

    private HandshakeOutcome Failed(DtlsFailure failure, string detail) =>
        new() { Failure = _terms.Failure != DtlsFailure.None ? _terms.Failure : failure, Detail = detail };
}
