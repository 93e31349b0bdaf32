using System.Security.Cryptography;
using System.Text;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Server.Access;

/// <summary>
/// The keys that clients were given for a while: a page gets one from its own server, which has the server's key, and
/// begins sessions with it until it expires. Kept in memory, by their hash: they go when the server stops, and a dump of
/// its memory tells none. Any thread.
/// </summary>
internal sealed class ClientSecrets(TimeProvider clock)
{
    /// <summary>How every one begins.</summary>
    public const string Prefix = "ek_";

    /// <summary>More at once, and the oldest go: bounds the memory of a server whose key has got into wrong hands.</summary>
    public const int MaxSecrets = 10_000;

    private const int RandomBytes = 24;

    private readonly TimeProvider _clock = clock;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ClientSecret> _byHash = new(StringComparer.Ordinal);
    private readonly Queue<string> _inOrder = new();

    /// <summary>Makes a key.</summary>
    /// <param name="request">What it is to be good for.</param>
    /// <returns>The key, which is not to be had again, and what it stands for.</returns>
    public (string Key, ClientSecret Secret) Mint(ClientSecretRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string key = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));
        var expires = DateTimeOffset.FromUnixTimeSeconds((_clock.GetUtcNow() + request.Lifetime).ToUnixTimeSeconds());
        var secret = new ClientSecret(expires, request.Session);
        string hash = Hash(key);
        lock (_gate)
        {
            MakeRoom();
            _byHash.Add(hash, secret);
            _inOrder.Enqueue(hash);
        }

        return (key, secret);
    }

    /// <summary>What a key stands for; null when it is none of ours, or was forgotten.</summary>
    public ClientSecret? Find(string key)
    {
        lock (_gate)
        {
            return _byHash.GetValueOrDefault(Hash(key));
        }
    }

    /// <summary>Whether it is no good any more.</summary>
    public bool HasExpired(ClientSecret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return _clock.GetUtcNow() >= secret.ExpiresAt;
    }

    private void MakeRoom()
    {
        while (_inOrder.TryPeek(out string? oldest) && (_inOrder.Count >= MaxSecrets || HasExpired(_byHash[oldest])))
        {
            _byHash.Remove(_inOrder.Dequeue());
        }
    }

    private static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
