using System.Security.Cryptography;

namespace RtcVoice.Rtc.Srtp;

/// <summary>The master key and salt of one direction. Pinned, so that no copy is left behind by the GC, and zeroed on dispose.</summary>
internal sealed class SrtpMasterKey : IDisposable
{
    private readonly byte[] _bytes;
    private readonly int _saltLength;
    private bool _isDisposed;

    /// <summary>Copies a master key and salt.</summary>
    /// <exception cref="ArgumentException">The key or the salt is not of the profile's length.</exception>
    public SrtpMasterKey(SrtpProfile profile, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
    {
        if (key.Length != SrtpProfileLengths.Key || salt.Length != profile.SaltLength())
        {
            throw new ArgumentException($"{profile} takes a key of {SrtpProfileLengths.Key} bytes and a salt of {profile.SaltLength()}.");
        }

        Profile = profile;
        _saltLength = salt.Length;
        _bytes = GC.AllocateUninitializedArray<byte>(key.Length + salt.Length, pinned: true);
        key.CopyTo(_bytes);
        salt.CopyTo(_bytes.AsSpan(key.Length));
    }

    /// <summary>The profile that the key is for.</summary>
    public SrtpProfile Profile { get; }

    /// <summary>The master key.</summary>
    public ReadOnlySpan<byte> Key => Live.AsSpan(0, SrtpProfileLengths.Key);

    /// <summary>The master salt.</summary>
    public ReadOnlySpan<byte> Salt => Live.AsSpan(SrtpProfileLengths.Key, _saltLength);

    private byte[] Live
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _bytes;
        }
    }

    /// <summary>Zeroes key and salt.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _isDisposed = true;
    }
}
