using System.Buffers.Binary;

namespace RtcVoice.Rtc.Stun;

/// <summary>
/// Writes one Binding message into a buffer of the caller's: first its attributes, then <see cref="Complete"/>
/// with the key. The buffer must hold the message; running over its end is a fault of the caller and throws.
/// </summary>
internal ref struct StunWriter
{
    private readonly Span<byte> _buffer;
    private readonly StunTransactionId _transaction;

    /// <summary>Begins a message with no attributes.</summary>
    public StunWriter(Span<byte> buffer, StunClass messageClass, StunTransactionId transaction)
    {
        _buffer = buffer;
        _transaction = transaction;
        int type = StunMessage.BindingMethod | (((int)messageClass & 0b10) << 7) | (((int)messageClass & 0b01) << 4);
        BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)type);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], StunMessage.MagicCookie);
        transaction.Write(buffer[8..]);
        Length = StunMessage.HeaderLength;
        StoreLength();
    }

    /// <summary>Bytes written so far; at every moment they are a well-formed message.</summary>
    public int Length { get; private set; }

    /// <summary>Writes an attribute of any type, padded with zeros.</summary>
    public void WriteAttribute(StunAttributeType type, scoped ReadOnlySpan<byte> value) => value.CopyTo(Reserve(type, value.Length));

    /// <summary>Writes USERNAME: the receiver's ufrag, a colon, the sender's.</summary>
    public void WriteUsername(scoped ReadOnlySpan<byte> receiverUfrag, scoped ReadOnlySpan<byte> senderUfrag)
    {
        Span<byte> value = Reserve(StunAttributeType.Username, receiverUfrag.Length + 1 + senderUfrag.Length);
        receiverUfrag.CopyTo(value);
        value[receiverUfrag.Length] = (byte)':';
        senderUfrag.CopyTo(value[(receiverUfrag.Length + 1)..]);
    }

    /// <summary>Writes PRIORITY.</summary>
    public void WritePriority(uint priority) =>
        BinaryPrimitives.WriteUInt32BigEndian(Reserve(StunAttributeType.Priority, sizeof(uint)), priority);

    /// <summary>Writes USE-CANDIDATE.</summary>
    public void WriteUseCandidate() => Reserve(StunAttributeType.UseCandidate, 0);

    /// <summary>Writes ICE-CONTROLLING.</summary>
    public void WriteIceControlling(ulong tieBreaker) =>
        BinaryPrimitives.WriteUInt64BigEndian(Reserve(StunAttributeType.IceControlling, sizeof(ulong)), tieBreaker);

    /// <summary>Writes ICE-CONTROLLED.</summary>
    public void WriteIceControlled(ulong tieBreaker) =>
        BinaryPrimitives.WriteUInt64BigEndian(Reserve(StunAttributeType.IceControlled, sizeof(ulong)), tieBreaker);

    /// <summary>Writes NOMINATION.</summary>
    public void WriteNomination(uint nomination) =>
        BinaryPrimitives.WriteUInt32BigEndian(Reserve(StunAttributeType.Nomination, sizeof(uint)), nomination);

    /// <summary>Writes XOR-MAPPED-ADDRESS.</summary>
    public void WriteXorMappedAddress(StunAddress address) =>
        address.Write(Reserve(StunAttributeType.XorMappedAddress, address.Length), _transaction);

    /// <summary>Writes ERROR-CODE with no reason phrase: the number says it, and the answer stays small.</summary>
    public void WriteErrorCode(StunErrorCode code)
    {
        Span<byte> value = Reserve(StunAttributeType.ErrorCode, 4);
        value[..2].Clear();
        value[2] = (byte)((int)code / 100);
        value[3] = (byte)((int)code % 100);
    }

    /// <summary>Writes UNKNOWN-ATTRIBUTES.</summary>
    public void WriteUnknownAttributes(scoped ReadOnlySpan<ushort> types)
    {
        Span<byte> value = Reserve(StunAttributeType.UnknownAttributes, types.Length * sizeof(ushort));
        for (int i = 0; i < types.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value[(i * sizeof(ushort))..], types[i]);
        }
    }

    /// <summary>Writes MESSAGE-INTEGRITY over all that was written before.</summary>
    public void WriteIntegrity(scoped ReadOnlySpan<byte> key)
    {
        ReadOnlySpan<byte> covered = _buffer[..Length];
        StunIntegrity.Compute(covered, key, Reserve(StunAttributeType.MessageIntegrity, StunIntegrity.Length));
    }

    /// <summary>Writes FINGERPRINT over all that was written before; nothing may follow it.</summary>
    public void WriteFingerprint()
    {
        int offset = Length;
        Span<byte> value = Reserve(StunAttributeType.Fingerprint, sizeof(uint));
        BinaryPrimitives.WriteUInt32BigEndian(value, StunFingerprint.Compute(_buffer[..offset]));
    }

    /// <summary>Ends the message with MESSAGE-INTEGRITY and FINGERPRINT.</summary>
    /// <returns>The length of the message.</returns>
    public int Complete(scoped ReadOnlySpan<byte> key)
    {
        WriteIntegrity(key);
        WriteFingerprint();
        return Length;
    }

    private Span<byte> Reserve(StunAttributeType type, int length)
    {
        int padded = (length + 3) & ~3;
        Span<byte> attribute = _buffer.Slice(Length, StunMessage.AttributeHeaderLength + padded);
        BinaryPrimitives.WriteUInt16BigEndian(attribute, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(attribute[2..], (ushort)length);
        Span<byte> value = attribute[StunMessage.AttributeHeaderLength..];
        value[length..].Clear();
        Length += attribute.Length;
        StoreLength();
        return value[..length];
    }

    private readonly void StoreLength() =>
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[2..], (ushort)(Length - StunMessage.HeaderLength));
}
