using RtcVoice.Fuzz.Engine;
using RtcVoice.Rtc.Stun;

namespace RtcVoice.Fuzz.Targets;

/// <summary>
/// What was read of a STUN message and is written again is read the same; and the table that finds a session by its ufrag
/// reads the same name as the agent that then checks it.
/// </summary>
internal sealed class StunMessageTarget : IFuzzTarget
{
    private static readonly byte[] Key = [.. "0123456789abcdefghijklmn"u8];

    public static IEnumerable<byte[]> Seeds => StunSeeds.All;

    public static IReadOnlyList<byte[]> Words => StunSeeds.Attributes;

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        bool hasUfrag = StunMessage.TryReadServerUfrag(data, out ReadOnlySpan<byte> ufrag);
        Invariant.Require(!hasUfrag || (!ufrag.IsEmpty && data.Overlaps(ufrag)), "a ufrag lies in its datagram");
        if (!StunMessage.TryRead(data, out StunMessage message))
        {
            return;
        }

        Invariant.Require(message.UnknownAttributes.Length <= StunMessage.MaxUnknownAttributes, "unknown attributes are bounded");
        if (hasUfrag && !message.Username.IsEmpty)
        {
            bool isSame = message.Username.StartsWith(ufrag) && message.Username[ufrag.Length] == (byte)':';
            Invariant.Require(isSame, "both readers read the same ufrag");
        }

        _ = message.HasValidFingerprint();
        _ = message.IsAuthenticatedBy(Key);
        if (message.Method == StunMessage.BindingMethod)
        {
            CheckWrittenAgain(message);
        }
    }

    private static void CheckWrittenAgain(in StunMessage message)
    {
        byte[] buffer = new byte[StunMessage.MaxLength];
        int length = Write(message, buffer);
        bool isRead = StunMessage.TryRead(buffer.AsSpan(0, length), out StunMessage again);
        Invariant.Require(isRead, "what was read can be written and read again");
        Invariant.Require(
            again.Class == message.Class && again.Method == message.Method && again.TransactionId == message.TransactionId,
            "its header is the same");
        Invariant.Require(again.Username.SequenceEqual(message.Username), "its USERNAME is the same");
        Invariant.Require(
            again.Priority == message.Priority && again.UseCandidate == message.UseCandidate && again.Nomination == message.Nomination
            && again.IceControlling == message.IceControlling && again.IceControlled == message.IceControlled
            && again.ErrorCode == message.ErrorCode,
            "its attributes are the same");
        Invariant.Require(again.UnknownAttributes.SequenceEqual(message.UnknownAttributes), "its unknown attributes are the same");
        bool hasAddress = message.TryReadMappedAddress(out StunAddress address);
        Invariant.Require(again.TryReadMappedAddress(out StunAddress readAgain) == hasAddress && readAgain == address, "its address is the same");
        Invariant.Require(again.IsAuthenticatedBy(Key) == message.HasIntegrity, "its integrity is that of the new key");
        Invariant.Require(again.HasValidFingerprint() == message.HasFingerprint, "its fingerprint is right");
    }

    private static int Write(in StunMessage message, Span<byte> buffer)
    {
        var writer = new StunWriter(buffer, message.Class, message.TransactionId);
        if (!message.Username.IsEmpty)
        {
            writer.WriteAttribute(StunAttributeType.Username, message.Username);
        }

        if (message.Priority is { } priority)
        {
            writer.WritePriority(priority);
        }

        if (message.UseCandidate)
        {
            writer.WriteUseCandidate();
        }

        if (message.IceControlling is { } controlling)
        {
            writer.WriteIceControlling(controlling);
        }

        if (message.IceControlled is { } controlled)
        {
            writer.WriteIceControlled(controlled);
        }

        if (message.Nomination is { } nomination)
        {
            writer.WriteNomination(nomination);
        }

        if (message.ErrorCode != 0)
        {
            writer.WriteErrorCode((StunErrorCode)message.ErrorCode);
        }

        if (message.TryReadMappedAddress(out StunAddress address))
        {
            writer.WriteXorMappedAddress(address);
        }

        foreach (ushort type in message.UnknownAttributes)
        {
            writer.WriteAttribute((StunAttributeType)type, []);
        }

        if (message.HasIntegrity)
        {
            writer.WriteIntegrity(Key);
        }

        if (message.HasFingerprint)
        {
            writer.WriteFingerprint();
        }

        return writer.Length;
    }
}
