namespace RtcVoice.Rtc.Dtls;

/// <summary>
/// Tells a flight that the handshake sends again from one that it sends for the first time, and lets only those
/// repeats out that the owner's clock asked for.
/// </summary>
/// <remarks>
/// BouncyCastle measures its waits with the wall clock and repeats a flight whenever a wait ends without a message: also
/// after a lone change_cipher_spec or a replayed record. Its waits are therefore set to nothing, and this gate decides.
/// </remarks>
internal sealed class FlightGate
{
    private int _highestMessage = -1;
    private Turn _turn = Turn.Undecided;

    private enum Turn
    {
        Undecided,
        NewFlight,
        AllowedRepeat,
        UnaskedRepeat,
    }

    /// <summary>True while a repeat is due that the handshake has not begun to send.</summary>
    public bool RepeatIsDue { get; set; }

    /// <summary>True when the records of this turn are a repeat that was asked for.</summary>
    public bool IsRepeating => _turn == Turn.AllowedRepeat;

    /// <summary>The handshake has asked for input: what it sends next belongs to a new turn.</summary>
    public void NextTurn() => _turn = Turn.Undecided;

    /// <summary>True when a record that the handshake sends may leave.</summary>
    public bool Admits(ReadOnlySpan<byte> record)
    {
        if (!DtlsRecordHeader.TryRead(record, out DtlsRecordHeader header))
        {
            return false;
        }

        if (header is { Epoch: 0, Type: DtlsContentType.Handshake } && HandshakeFragment.TryRead(record, out HandshakeFragment fragment))
        {
            Place(fragment.MessageSequence);
        }
        else if (_turn == Turn.Undecided)
        {
            // The server's last flight begins with change_cipher_spec; a repeat never does.
            _turn = Turn.NewFlight;
        }

        return _turn != Turn.UnaskedRepeat || header.Type == DtlsContentType.Alert;
    }

    private void Place(int message)
    {
        if (message > _highestMessage)
        {
            _highestMessage = message;
            _turn = Turn.NewFlight;
        }
        else if (_turn == Turn.Undecided)
        {
            _turn = RepeatIsDue ? Turn.AllowedRepeat : Turn.UnaskedRepeat;
            RepeatIsDue = false;
        }
    }
}
