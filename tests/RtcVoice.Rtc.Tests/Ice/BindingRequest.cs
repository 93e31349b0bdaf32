using System.Text;
using RtcVoice.Rtc.Ice;
using RtcVoice.Rtc.Stun;

namespace RtcVoice.Rtc.Tests.Ice;

/// <summary>A browser's check, each part of which a test can leave out or bend.</summary>
internal sealed record BindingRequest(IceCredentials Server)
{
    private static ulong _transactions;

    public StunClass Class { get; init; } = StunClass.Request;

    public string ClientUfrag { get; init; } = "clnt";

    public string? Username { get; init; }

    public uint? Priority { get; init; } = 0x6E7F00FF;

    public bool UseCandidate { get; init; }

    public uint? Nomination { get; init; }

    public bool IsControlled { get; init; }

    public string? Password { get; init; }

    public bool HasIntegrity { get; init; } = true;

    public bool HasFingerprint { get; init; } = true;

    public ushort[] Unknown { get; init; } = [];

    public StunTransactionId Transaction { get; } = new(0xC0FFEE, ++_transactions);

    public byte[] Build()
    {
        byte[] buffer = new byte[1000];
        var writer = new StunWriter(buffer, Class, Transaction);
        string username = Username ?? $"{Server.Ufrag}:{ClientUfrag}";
        if (username.Length > 0)
        {
            writer.WriteAttribute(StunAttributeType.Username, Encoding.ASCII.GetBytes(username));
        }

        if (Priority is { } priority)
        {
            writer.WritePriority(priority);
        }

        if (UseCandidate)
        {
            writer.WriteUseCandidate();
        }

        if (IsControlled)
        {
            writer.WriteIceControlled(1);
        }
        else
        {
            writer.WriteIceControlling(1);
        }

        if (Nomination is { } nomination)
        {
            writer.WriteNomination(nomination);
        }

        foreach (ushort type in Unknown)
        {
            writer.WriteAttribute((StunAttributeType)type, []);
        }

        if (HasIntegrity)
        {
            writer.WriteIntegrity(Encoding.ASCII.GetBytes(Password ?? Server.Password));
        }

        if (HasFingerprint)
        {
            writer.WriteFingerprint();
        }

        return buffer[..writer.Length];
    }
}
