using System.Diagnostics.CodeAnalysis;

namespace RtcVoice.Rtc.Sdp;

/// <summary>The user name fragment and password of one side of an ICE session (RFC 8839 section 5.4).</summary>
/// <param name="Ufrag">The user name fragment, 4 to 256 characters.</param>
/// <param name="Password">The password, 22 to 256 characters; never logged.</param>
internal sealed record IceCredentials(string Ufrag, string Password)
{
    private const int MaxLength = 256;
    private const int MinUfragLength = 4;
    private const int MinPasswordLength = 22;

    /// <summary>
    /// True when both have legal lengths and nothing that would break a line or a STUN user name. Other characters than
    /// ice-chars are accepted: several stacks send them, and nothing here depends on it.
    /// </summary>
    public bool IsUsable =>
        Ufrag.Length is >= MinUfragLength and <= MaxLength
        && Password.Length is >= MinPasswordLength and <= MaxLength
        && SdpText.IsWord(Ufrag)
        && SdpText.IsWord(Password)
        && !Ufrag.Contains(':', StringComparison.Ordinal);

    /// <summary>The credentials of a section: its own, else the session's.</summary>
    public static bool TryRead(SessionDescription description, MediaDescription section, [NotNullWhen(true)] out IceCredentials? credentials)
    {
        credentials = null;
        if (description.Find(section, "ice-ufrag") is { } ufrag
            && description.Find(section, "ice-pwd") is { } password
            && new IceCredentials(ufrag, password) is { IsUsable: true } usable)
        {
            credentials = usable;
        }

        return credentials is not null;
    }

    /// <summary>The fragment only: the password stays out of logs.</summary>
    public override string ToString() => $"ufrag {Ufrag}";
}
