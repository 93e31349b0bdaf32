using System.Runtime.CompilerServices;
using Org.BouncyCastle.Tls;

namespace RtcVoice.Rtc.Dtls;

/// <content>The session once it is connected: records in, records out, on the owner's thread.</content>
internal sealed partial class DtlsSession
{
    /// <summary>BouncyCastle's shortest wait; 0 would be for ever. It never comes to it: see <see cref="HandshakeLink.GetReceiveLimit"/>.</summary>
    private const int ShortestWaitMillis = 1;

    private DtlsTransport? _records;

    /// <summary>True when <see cref="TrySend"/> would take a record now.</summary>
    public bool HasRoomToSend => State == DtlsState.Connected && _link.HasRoomToSend();

    /// <summary>
    /// Sends one application record. False when the session is not connected, when the data is empty or longer than
    /// <see cref="MaxApplicationData"/>, or when the owner has not polled for long.
    /// </summary>
    public bool TrySend(ReadOnlySpan<byte> data)
    {
        CatchUp();
        if (State != DtlsState.Connected || data.IsEmpty || data.Length > MaxApplicationData || !_link.HasRoomToSend())
        {
            return false;
        }

        try
        {
            _records!.Send(data);
        }
        catch (IOException broken)
        {
            FailRecords(broken);
            return false;
        }

        _link.Flush();
        return true;
    }

    [SkipLocalsInit]
    private void Read(ReadOnlySpan<byte> record)
    {
        _link.Offer(record);
        Span<byte> plaintext = stackalloc byte[MaxDatagramIn];
        try
        {
            int length = _records!.Receive(plaintext, ShortestWaitMillis);
            if (length >= 0)
            {
                _guard.FinalFlightConfirmed();
                Report(plaintext[..length]);
            }
        }
        catch (TlsTimeoutException)
        {
            // No application data: an alert, a repeat of the peer's last flight, or a record that was forged or replayed.
            _refused++;
        }
        catch (IOException broken)
        {
            FailRecords(broken);
        }

        _link.Flush();
        if (State == DtlsState.Connected && _link.IsClosed)
        {
            FreeRecords();
            End(DtlsState.Closed, DtlsEvent.Closed(byPeer: true));
        }
    }

    private void Report(ReadOnlySpan<byte> data)
    {
        if (_events.Count >= MaxEvents)
        {
            _eventsDropped++;
        }
        else if (!data.IsEmpty)
        {
            _events.Enqueue(DtlsEvent.ApplicationData(data.ToArray()));
        }
    }

    private void CloseRecords()
    {
        try
        {
            _records!.Close();
        }
        catch (IOException)
        {
            // Best effort; the session is over either way.
        }

        _link.Flush();
        FreeRecords();
    }

    private void FailRecords(IOException broken)
    {
        FreeRecords();
        switch (broken)
        {
            case TlsFatalAlertReceived alert:
                Fail(DtlsFailure.PeerAlert, AlertDescription.GetText(alert.AlertDescription));
                break;
            case TlsFatalAlert alert:
                Fail(DtlsFailure.Protocol, AlertDescription.GetText(alert.AlertDescription));
                break;
            default:
                Fail(DtlsFailure.Protocol, broken.GetType().Name);
                break;
        }
    }

    // The keys of the Connected event are the receiver's; what is freed here protects records.
    private void FreeRecords()
    {
        _records = null;
        _handshake!.FreeRecordKeys();
    }
}
