using System.Security.Cryptography;

namespace RtcVoice.Server.Calls;

/// <summary>Call identifiers: <c>rtc_</c> and 128 random bits, so that knowing one is as good as a key to that call.</summary>
internal static class CallIds
{
    private const int RandomBytes = 16;

    /// <summary>Makes an identifier.</summary>
    public static string Create() => "rtc_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));
}
