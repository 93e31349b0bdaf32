using System.Buffers.Binary;
using System.Security.Cryptography;
using RtcVoice.Rtc.Sctp.Wire;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Sctp;

/// <summary>
/// All that the passive end needs to make an association, kept by the peer until it proves that it hears us
/// (RFC 9260 section 5.1.3): an INIT costs us no memory.
/// </summary>
/// <param name="CreatedAt">When the INIT came.</param>
/// <param name="LocalTag">The tag that we gave ourselves.</param>
/// <param name="LocalInitialTsn">Our first TSN.</param>
/// <param name="Peer">What the INIT said.</param>
/// <param name="LocalTieTag">Our tag in the association that existed then; zero if none (section 5.2.2).</param>
/// <param name="PeerTieTag">The peer's tag in it.</param>
internal readonly record struct StateCookie(
    Instant CreatedAt, uint LocalTag, Tsn LocalInitialTsn, PeerParameters Peer, uint LocalTieTag, uint PeerTieTag)
{
    /// <summary>Sealed length.</summary>
    public const int Length = MacOffset + HMACSHA256.HashSizeInBytes;

    /// <summary>Length of the key.</summary>
    public const int SecretLength = 32;

    /// <summary>A cookie is good for this long (RFC 9260 section 16: Valid.Cookie.Life).</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(60);

    private const int MacOffset = 44;
    private const byte HasForwardTsnFlag = 0x01;
    private const byte HasReConfigFlag = 0x02;

    public void Seal(Span<byte> cookie, ReadOnlySpan<byte> secret)
    {
        BinaryPrimitives.WriteInt64BigEndian(cookie, CreatedAt.Nanoseconds);
        BinaryPrimitives.WriteUInt32BigEndian(cookie[8..], LocalTag);
        BinaryPrimitives.WriteUInt32BigEndian(cookie[12..], LocalInitialTsn.Value);
        BinaryPrimitives.WriteUInt32BigEndian(cookie[16..], Peer.Tag);
        BinaryPrimitives.WriteUInt32BigEndian(cookie[20..], Peer.InitialTsn.Value);
        BinaryPrimitives.WriteUInt32BigEndian(cookie[24..], Peer.ReceiverWindow);
        BinaryPrimitives.WriteUInt16BigEndian(cookie[28..], Peer.OutboundStreams);
        BinaryPrimitives.WriteUInt16BigEndian(cookie[30..], Peer.InboundStreams);
        BinaryPrimitives.WriteUInt32BigEndian(cookie[32..], LocalTieTag);
        BinaryPrimitives.WriteUInt32BigEndian(cookie[36..], PeerTieTag);
        int flags = (Peer.HasForwardTsn ? HasForwardTsnFlag : 0) | (Peer.HasReConfig ? HasReConfigFlag : 0);
        BinaryPrimitives.WriteUInt32BigEndian(cookie[40..], (uint)flags);
        HMACSHA256.HashData(secret, cookie[..MacOffset], cookie[MacOffset..]);
    }

    /// <summary>Opens a cookie that we sealed; its age is for the caller to judge.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> cookie, ReadOnlySpan<byte> secret, out StateCookie state)
    {
        state = default;
        if (cookie.Length != Length)
        {
            return false;
        }

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, cookie[..MacOffset], mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, cookie[MacOffset..]))
        {
            return false;
        }

        uint flags = BinaryPrimitives.ReadUInt32BigEndian(cookie[40..]);
        var peer = new PeerParameters(
            BinaryPrimitives.ReadUInt32BigEndian(cookie[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(cookie[24..]),
            BinaryPrimitives.ReadUInt16BigEndian(cookie[28..]),
            BinaryPrimitives.ReadUInt16BigEndian(cookie[30..]),
            new Tsn(BinaryPrimitives.ReadUInt32BigEndian(cookie[20..])),
            (flags & HasForwardTsnFlag) != 0,
            (flags & HasReConfigFlag) != 0);
        state = new StateCookie(
            new Instant(BinaryPrimitives.ReadInt64BigEndian(cookie)),
            BinaryPrimitives.ReadUInt32BigEndian(cookie[8..]),
            new Tsn(BinaryPrimitives.ReadUInt32BigEndian(cookie[12..])),
            peer,
            BinaryPrimitives.ReadUInt32BigEndian(cookie[32..]),
            BinaryPrimitives.ReadUInt32BigEndian(cookie[36..]));
        return true;
    }
}
