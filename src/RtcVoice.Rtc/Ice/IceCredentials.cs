using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace RtcVoice.Rtc.Ice;

/// <summary>
/// A ufrag and its password (RFC 8445 section 5.3). The password is the only thing that authenticates a peer
/// before DTLS, so it never appears in <see cref="ToString"/>.
/// </summary>
internal sealed class IceCredentials
{
    /// <summary>Characters of a ufrag of ours: 72 bits, since the ufrag alone finds a session among thousands.</summary>
    public const int GeneratedUfragLength = 12;

    /// <summary>Characters of a password of ours: 144 bits; RFC 8445 asks for 128.</summary>
    public const int GeneratedPasswordLength = 24;

    /// <summary>RFC 8445's shortest ufrag; peers may use it.</summary>
    public const int MinUfragLength = 4;

    /// <summary>RFC 8445's shortest password; peers may use it.</summary>
    public const int MinPasswordLength = 22;

    /// <summary>RFC 8445's longest ufrag and password.</summary>
    public const int MaxLength = 256;

    /// <summary>The ice-chars: the plain base64 alphabet. The - and _ of base64url are not among them.</summary>
    private const string IceChars = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private static readonly SearchValues<char> IceCharSet = SearchValues.Create(IceChars);

    private readonly byte[] _ufrag;
    private readonly byte[] _key;

    /// <summary>Takes credentials from SDP or a test.</summary>
    /// <exception cref="ArgumentException">A length or a character is not allowed; see <see cref="AreValid"/>.</exception>
    public IceCredentials(string ufrag, string password)
    {
        if (!AreValid(ufrag, password))
        {
            throw new ArgumentException("ICE credentials must be 4..256 and 22..256 ice-chars.");
        }

        Ufrag = ufrag;
        Password = password;
        _ufrag = Encoding.ASCII.GetBytes(ufrag);
        _key = Encoding.ASCII.GetBytes(password);
    }

    /// <summary>The ufrag as SDP writes it.</summary>
    public string Ufrag { get; }

    /// <summary>The password as SDP writes it.</summary>
    public string Password { get; }

    /// <summary>The ufrag as STUN writes it.</summary>
    public ReadOnlySpan<byte> UfragBytes => _ufrag;

    /// <summary>The key of MESSAGE-INTEGRITY.</summary>
    public ReadOnlySpan<byte> Key => _key;

    /// <summary>New credentials from <paramref name="random"/>, which must be a CSPRNG outside tests.</summary>
    public static IceCredentials Generate(RandomNumberGenerator random) =>
        new(GenerateText(random, GeneratedUfragLength), GenerateText(random, GeneratedPasswordLength));

    /// <summary>True when both are within RFC 8445's lengths and consist of ice-chars.</summary>
    public static bool AreValid(ReadOnlySpan<char> ufrag, ReadOnlySpan<char> password) =>
        ufrag.Length is >= MinUfragLength and <= MaxLength
        && password.Length is >= MinPasswordLength and <= MaxLength
        && !ufrag.ContainsAnyExcept(IceCharSet)
        && !password.ContainsAnyExcept(IceCharSet);

    /// <inheritdoc />
    public override string ToString() => $"ufrag {Ufrag}";

    private static string GenerateText(RandomNumberGenerator random, int length) => string.Create(length, random, static (text, source) =>
    {
        Span<byte> bytes = stackalloc byte[text.Length];
        source.GetBytes(bytes);
        for (int i = 0; i < text.Length; i++)
        {
            // 64 characters: six bits of each byte choose one without bias.
            text[i] = IceChars[bytes[i] & 63];
        }

        CryptographicOperations.ZeroMemory(bytes);
    });
}
