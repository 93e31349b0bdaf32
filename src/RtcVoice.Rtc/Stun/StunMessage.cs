using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace RtcVoice.Rtc.Stun;

/// <summary>
/// A STUN message, read in place over the datagram that holds it; reads what ICE needs and skips the rest.
/// It does not keep transactions, retransmit or answer: that is ICE.
/// </summary>
/// <remarks>
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |0 0|   type: M11..7 C1 M6..4 C0 M3..0          length          |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                         Magic Cookie                          |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                     Transaction ID (96 bits)                  |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// then attributes, each padded to four bytes:
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |         Type                  |            Length             |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                         Value (variable)                ....
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </remarks>
internal ref struct StunMessage
{
    /// <summary>The fixed second word of every message since RFC 5389.</summary>
    public const uint MagicCookie = 0x2112A442;

    /// <summary>Bytes before the first attribute.</summary>
    public const int HeaderLength = 20;

    /// <summary>Bytes of type and length before an attribute's value.</summary>
    public const int AttributeHeaderLength = 4;

    /// <summary>The only method of ICE.</summary>
    public const ushort BindingMethod = 1;

    /// <summary>No datagram on the port is longer than an Ethernet packet; it also bounds what we hash.</summary>
    public const int MaxLength = 1500;

    /// <summary>Two ufrags of at most 256 characters and the colon (RFC 8445 section 5.3).</summary>
    public const int MaxUsernameLength = 513;

    /// <summary>Unknown attributes that we name in a 420; a request with more is told of the first ones.</summary>
    public const int MaxUnknownAttributes = 8;

    private const int BindingRequestType = 0x0001;
    private const int Absent = -1;

    private ReadOnlySpan<byte> _datagram;
    private ReadOnlySpan<byte> _mappedAddress;
    private UnknownAttributeList _unknownAttributes;
    private int _unknownAttributeCount;
    private int _integrityOffset;
    private int _fingerprintOffset;

    /// <summary>Request, indication or one of the responses.</summary>
    public StunClass Class { get; private set; }

    /// <summary>The method; <see cref="BindingMethod"/> for ICE.</summary>
    public ushort Method { get; private set; }

    /// <summary>Pairs responses with requests.</summary>
    public StunTransactionId TransactionId { get; private set; }

    /// <summary>USERNAME; empty when absent.</summary>
    public ReadOnlySpan<byte> Username { get; private set; }

    /// <summary>PRIORITY; null when absent.</summary>
    public uint? Priority { get; private set; }

    /// <summary>True when USE-CANDIDATE is there.</summary>
    public bool UseCandidate { get; private set; }

    /// <summary>The tie-breaker of ICE-CONTROLLING; null when absent.</summary>
    public ulong? IceControlling { get; private set; }

    /// <summary>The tie-breaker of ICE-CONTROLLED; null when absent.</summary>
    public ulong? IceControlled { get; private set; }

    /// <summary>NOMINATION; null when absent.</summary>
    public uint? Nomination { get; private set; }

    /// <summary>ERROR-CODE as its number, 300 to 699; 0 when absent.</summary>
    public ushort ErrorCode { get; private set; }

    /// <summary>True when MESSAGE-INTEGRITY is there, right or wrong.</summary>
    public readonly bool HasIntegrity => _integrityOffset != Absent;

    /// <summary>True when FINGERPRINT is there, right or wrong.</summary>
    public readonly bool HasFingerprint => _fingerprintOffset != Absent;

    /// <summary>The first attributes that must be understood and are not, in their order.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<ushort> UnknownAttributes =>
        ((ReadOnlySpan<ushort>)_unknownAttributes)[.._unknownAttributeCount];

    /// <summary>
    /// Reads a message. False when a byte of its form is wrong: header, cookie, lengths, the size of a known
    /// attribute, or anything after FINGERPRINT. Integrity and fingerprint are not checked here.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out StunMessage message)
    {
        message = new StunMessage { _integrityOffset = Absent, _fingerprintOffset = Absent };
        if (!HasHeader(datagram))
        {
            return false;
        }

        int type = BinaryPrimitives.ReadUInt16BigEndian(datagram);
        message._datagram = datagram;
        message.Class = (StunClass)(((type >> 7) & 0b10) | ((type >> 4) & 0b01));
        message.Method = (ushort)((type & 0x000F) | ((type & 0x00E0) >> 1) | ((type & 0x3E00) >> 2));
        message.TransactionId = StunTransactionId.Read(datagram[8..]);
        int position = HeaderLength;
        while (TryReadAttribute(datagram, ref position, out ushort attribute, out ReadOnlySpan<byte> value, out int offset))
        {
            if (message.HasFingerprint || !message.TryTake((StunAttributeType)attribute, value, offset))
            {
                return false;
            }
        }

        return position == datagram.Length;
    }

    /// <summary>
    /// Reads the receiver's ufrag out of a binding request, for a table that finds the session: the part of
    /// USERNAME before the colon. Checks nothing else, copies and allocates nothing.
    /// </summary>
    public static bool TryReadServerUfrag(ReadOnlySpan<byte> datagram, out ReadOnlySpan<byte> ufrag)
    {
        ufrag = default;
        if (!HasHeader(datagram) || BinaryPrimitives.ReadUInt16BigEndian(datagram) != BindingRequestType)
        {
            return false;
        }

        int position = HeaderLength;
        while (TryReadAttribute(datagram, ref position, out ushort attribute, out ReadOnlySpan<byte> value, out _))
        {
            if (attribute == (ushort)StunAttributeType.Username)
            {
                int colon = value.Length <= MaxUsernameLength ? value.IndexOf((byte)':') : Absent;
                if (colon <= 0)
                {
                    return false;
                }

                ufrag = value[..colon];
                return true;
            }
        }

        return false;
    }

    /// <summary>True when FINGERPRINT is there and right.</summary>
    public readonly bool HasValidFingerprint() =>
        HasFingerprint
        && BinaryPrimitives.ReadUInt32BigEndian(_datagram[(_fingerprintOffset + AttributeHeaderLength)..])
            == StunFingerprint.Compute(_datagram[.._fingerprintOffset]);

    /// <summary>True when MESSAGE-INTEGRITY is there and was made with <paramref name="key"/>; compared in fixed time.</summary>
    public readonly bool IsAuthenticatedBy(ReadOnlySpan<byte> key)
    {
        if (!HasIntegrity)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[StunIntegrity.Length];
        StunIntegrity.Compute(_datagram[.._integrityOffset], key, expected);
        return CryptographicOperations.FixedTimeEquals(
            expected, _datagram.Slice(_integrityOffset + AttributeHeaderLength, StunIntegrity.Length));
    }

    /// <summary>Reads XOR-MAPPED-ADDRESS; false when it is absent or malformed.</summary>
    public readonly bool TryReadMappedAddress(out StunAddress address) =>
        StunAddress.TryRead(_mappedAddress, TransactionId, out address);

    private static bool HasHeader(ReadOnlySpan<byte> datagram) =>
        datagram.Length is >= HeaderLength and <= MaxLength
        && (datagram[0] & 0xC0) == 0
        && BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) == MagicCookie
        && datagram.Length % 4 == 0
        && BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) == datagram.Length - HeaderLength;

    /// <summary>Steps over one attribute; false at the end (position is the length) and at one that overruns it (it is not).</summary>
    private static bool TryReadAttribute(
        ReadOnlySpan<byte> datagram, scoped ref int position, out ushort type, out ReadOnlySpan<byte> value, out int offset)
    {
        type = 0;
        value = default;
        offset = position;
        if (datagram.Length - position < AttributeHeaderLength)
        {
            return false;
        }

        type = BinaryPrimitives.ReadUInt16BigEndian(datagram[position..]);
        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[(position + 2)..]);
        ReadOnlySpan<byte> rest = datagram[(position + AttributeHeaderLength)..];
        if (length > rest.Length)
        {
            return false;
        }

        value = rest[..length];
        position += AttributeHeaderLength + ((length + 3) & ~3);
        return true;
    }

    /// <summary>Keeps one attribute; false when its size is wrong. Of repeated ones the first counts (RFC 8489 section 14).</summary>
    private bool TryTake(StunAttributeType type, ReadOnlySpan<byte> value, int offset)
    {
        if (HasIntegrity && type != StunAttributeType.Fingerprint)
        {
            // Whatever stands behind MESSAGE-INTEGRITY is not covered by it and must be ignored (section 14.5).
            return true;
        }

        switch (type)
        {
            case StunAttributeType.Username:
                Username = Username.IsEmpty ? value : Username;
                return value.Length is > 0 and <= MaxUsernameLength;
            case StunAttributeType.Priority:
                if (value.Length != sizeof(uint))
                {
                    return false;
                }

                Priority ??= BinaryPrimitives.ReadUInt32BigEndian(value);
                return true;
            case StunAttributeType.UseCandidate:
                UseCandidate = true;
                return value.IsEmpty;
            case StunAttributeType.IceControlling:
                if (value.Length != sizeof(ulong))
                {
                    return false;
                }

                IceControlling ??= BinaryPrimitives.ReadUInt64BigEndian(value);
                return true;
            case StunAttributeType.IceControlled:
                if (value.Length != sizeof(ulong))
                {
                    return false;
                }

                IceControlled ??= BinaryPrimitives.ReadUInt64BigEndian(value);
                return true;
            case StunAttributeType.Nomination:
                if (value.Length != sizeof(uint))
                {
                    return false;
                }

                Nomination ??= BinaryPrimitives.ReadUInt32BigEndian(value);
                return true;
            case StunAttributeType.XorMappedAddress:
                _mappedAddress = _mappedAddress.IsEmpty ? value : _mappedAddress;
                return value.Length is StunAddress.IPv4Length or StunAddress.IPv6Length;
            case StunAttributeType.ErrorCode:
                return TryTakeErrorCode(value);
            case StunAttributeType.MessageIntegrity:
                _integrityOffset = offset;
                return value.Length == StunIntegrity.Length;
            case StunAttributeType.Fingerprint:
                _fingerprintOffset = offset;
                return value.Length == sizeof(uint);
            case StunAttributeType.MappedAddress:
            case StunAttributeType.UnknownAttributes:
            case StunAttributeType.Realm:
            case StunAttributeType.Nonce:
            case StunAttributeType.MessageIntegritySha256:
                return true;
            default:
                if ((ushort)type < 0x8000 && _unknownAttributeCount < MaxUnknownAttributes)
                {
                    _unknownAttributes[_unknownAttributeCount++] = (ushort)type;
                }

                return true;
        }
    }

    private bool TryTakeErrorCode(ReadOnlySpan<byte> value)
    {
        if (value.Length < 4 || (value[2] & 0x07) is < 3 or > 6 || value[3] > 99)
        {
            return false;
        }

        ErrorCode = ErrorCode == 0 ? (ushort)(((value[2] & 0x07) * 100) + value[3]) : ErrorCode;
        return true;
    }

    [InlineArray(MaxUnknownAttributes)]
    private struct UnknownAttributeList
    {
        private ushort _first;
    }
}
