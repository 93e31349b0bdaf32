using System.Text;
using RtcVoice.Rtc.Stun;

namespace RtcVoice.Fuzz.Targets;

/// <summary>STUN messages and attributes of every kind that our writer makes.</summary>
internal static class StunSeeds
{
    /// <summary>The ufrag of the peer that is fuzzed.</summary>
    public const string ServerUfrag = "abcdEFGH1234";

    /// <summary>Its password.</summary>
    public const string ServerPassword = "0123456789abcdefghijklmn";

    /// <summary>The ufrag of the peer's peer.</summary>
    public const string ClientUfrag = "wxyz";

    private static readonly StunTransactionId Transaction = new(0x0102_0304, 0x0506_0708_090A_0B0C);

    /// <summary>Whole messages.</summary>
    public static IReadOnlyList<byte[]> All { get; } = [Check(), NominatingCheck(), Success(), RoleConflict(), UnknownAttributes(), Indication()];

    /// <summary>Attributes by themselves.</summary>
    public static IReadOnlyList<byte[]> Attributes { get; } =
        [.. All.SelectMany(Split).DistinctBy(Convert.ToHexString)];

    /// <summary>An ICE check as a browser sends it, sealed.</summary>
    public static byte[] Check() => Write(StunClass.Request, WriteCheck);

    private static byte[] NominatingCheck() => Write(StunClass.Request, static (ref StunWriter writer) =>
    {
        WriteCheck(ref writer);
        writer.WriteUseCandidate();
        writer.WriteNomination(3);
    });

    private static byte[] Success() => Write(StunClass.SuccessResponse, static (ref StunWriter writer) =>
    {
        writer.WriteXorMappedAddress(new StunAddress(new UInt128(0, 0x0000_FFFF_CB00_7107), 7000));
        writer.WriteXorMappedAddress(new StunAddress(new UInt128(0x2001_0DB8_0000_0000, 1), 7000));
    });

    private static byte[] RoleConflict() => Write(StunClass.ErrorResponse, static (ref StunWriter writer) =>
    {
        writer.WriteErrorCode(StunErrorCode.RoleConflict);
        writer.WriteIceControlled(1);
    });

    private static byte[] UnknownAttributes() => Write(StunClass.ErrorResponse, static (ref StunWriter writer) =>
    {
        writer.WriteErrorCode(StunErrorCode.UnknownAttribute);
        writer.WriteUnknownAttributes([0x0077, 0x0078]);
        writer.WriteAttribute((StunAttributeType)0x0077, [1, 2, 3]);
        writer.WriteAttribute((StunAttributeType)0x8077, [1, 2, 3, 4, 5]);
    });

    private static byte[] Indication() => Write(StunClass.Indication, static (ref StunWriter _) => { });

    private static void WriteCheck(ref StunWriter writer)
    {
        writer.WriteUsername(Encoding.ASCII.GetBytes(ServerUfrag), Encoding.ASCII.GetBytes(ClientUfrag));
        writer.WriteIceControlling(0x1122_3344_5566_7788);
        writer.WritePriority(1_845_501_695);
    }

    private static byte[] Write(StunClass messageClass, Content write)
    {
        byte[] buffer = new byte[StunMessage.MaxLength];
        var writer = new StunWriter(buffer, messageClass, Transaction);
        write(ref writer);
        return buffer[..writer.Complete(Encoding.ASCII.GetBytes(ServerPassword))];
    }

    private static IEnumerable<byte[]> Split(byte[] message)
    {
        for (int at = StunMessage.HeaderLength; at < message.Length;)
        {
            int length = StunMessage.AttributeHeaderLength + (((message[at + 2] << 8) + message[at + 3] + 3) & ~3);
            yield return message[at..(at + length)];
            at += length;
        }
    }

    private delegate void Content(ref StunWriter writer);
}
