using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace RtcVoice.Rtc.Stun;

/// <summary>The HMAC-SHA1 of MESSAGE-INTEGRITY (RFC 8489 section 14.5) with a short-term key: the ICE password.</summary>
internal static class StunIntegrity
{
    /// <summary>Bytes of the attribute's value.</summary>
    public const int Length = HMACSHA1.HashSizeInBytes;

    /// <summary>
    /// Computes the integrity of a message. Its length field is taken to end with the MESSAGE-INTEGRITY attribute,
    /// whatever the message itself says, because FINGERPRINT may follow.
    /// </summary>
    /// <param name="prefix">The message up to the attribute, at most <see cref="StunMessage.MaxLength"/> bytes.</param>
    /// <param name="key">The ICE password in ASCII.</param>
    /// <param name="destination">Takes <see cref="Length"/> bytes.</param>
    [SkipLocalsInit]
    public static void Compute(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> key, Span<byte> destination)
    {
        // A copy, because the length differs from the one in the datagram and the one-shot hash takes one span.
        Span<byte> covered = stackalloc byte[StunMessage.MaxLength];
        prefix.CopyTo(covered);
        covered = covered[..prefix.Length];
        int lengthThroughIntegrity = prefix.Length - StunMessage.HeaderLength + StunMessage.AttributeHeaderLength + Length;
        BinaryPrimitives.WriteUInt16BigEndian(covered[2..], (ushort)lengthThroughIntegrity);
        HMACSHA1.HashData(key, covered, destination);
    }
}
