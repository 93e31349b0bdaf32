namespace RtcVoice.Rtc.Dtls;

/// <summary>
/// The peer's records on their way to the handshake, in the order in which BouncyCastle can use them: what is in the
/// clear first, change_cipher_spec and what follows it only once the last message in the clear has been read.
/// </summary>
/// <remarks>
/// The order matters. BouncyCastle moves to epoch 1 the moment it sees change_cipher_spec, and from then on it drops the
/// certificate_verify that the network delivered late, and every repeat of it: the handshake never ends. It also drops a
/// Finished that overtook its change_cipher_spec, and application data that came before it was done.
/// </remarks>
internal sealed class HandshakeInbox
{
    /// <summary>Thirty-two datagrams of 1500 bytes: ten times a peer's longest flight.</summary>
    public const int MaxBytes = 32 * 1500;

    /// <summary>Four records in each of them; a record costs an array.</summary>
    public const int MaxRecords = 32 * 4;

    private readonly Queue<byte[]> _inTheClear = new();
    private readonly Queue<byte[]> _protected = new();
    private readonly Queue<byte[]> _early = new();
    private byte[]? _changeCipherSpec;
    private bool _cipherChanged;
    private int _bytes;
    private int _records;

    /// <summary>Takes a copy of a record that the guard let through; false when there is no room.</summary>
    public bool TryAdd(in DtlsRecordHeader header, ReadOnlySpan<byte> record)
    {
        if (_records == MaxRecords || _bytes + record.Length > MaxBytes)
        {
            return false;
        }

        byte[] copy = record.ToArray();
        switch (header)
        {
            case { Epoch: 0, Type: DtlsContentType.ChangeCipherSpec } when _changeCipherSpec is null:
                _changeCipherSpec = copy;
                break;
            case { Epoch: 0, Type: DtlsContentType.ChangeCipherSpec }:
                // A repeat; one is all it takes.
                return true;
            case { Epoch: 0 }:
                _inTheClear.Enqueue(copy);
                break;
            case { Type: DtlsContentType.ApplicationData }:
                _early.Enqueue(copy);
                break;
            default:
                _protected.Enqueue(copy);
                break;
        }

        _records++;
        _bytes += copy.Length;
        return true;
    }

    /// <summary>True when <see cref="TryTake"/> would give a record.</summary>
    public bool HasNext(bool finishedIsNext) =>
        _inTheClear.Count > 0
        || (finishedIsNext && (_cipherChanged ? _protected.Count > 0 : _changeCipherSpec is not null));

    /// <summary>Gives the next record that the handshake can use.</summary>
    /// <param name="finishedIsNext">True when the handshake waits for the peer's Finished and nothing else.</param>
    /// <param name="record">The record, header included.</param>
    public bool TryTake(bool finishedIsNext, out byte[] record)
    {
        record = [];
        if (!HasNext(finishedIsNext))
        {
            return false;
        }

        if (_inTheClear.TryDequeue(out byte[]? next))
        {
            record = next;
        }
        else if (!_cipherChanged)
        {
            _cipherChanged = true;
            record = _changeCipherSpec!;
        }
        else
        {
            record = _protected.Dequeue();
        }

        Release(record);
        return true;
    }

    /// <summary>
    /// Gives what is left when the handshake is done: repeats, and the application data that came before its time.
    /// </summary>
    public bool TryTakeLeftover(out byte[] record)
    {
        if (_inTheClear.TryDequeue(out byte[]? next) || _protected.TryDequeue(out next) || _early.TryDequeue(out next))
        {
            record = next;
            Release(record);
            return true;
        }

        record = [];
        return false;
    }

    private void Release(byte[] record)
    {
        _records--;
        _bytes -= record.Length;
    }
}
