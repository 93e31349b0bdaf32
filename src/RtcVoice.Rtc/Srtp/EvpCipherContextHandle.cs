using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RtcVoice.Rtc.Srtp;

/// <summary>Owns an EVP_CIPHER_CTX; freeing it wipes its key schedule.</summary>
internal sealed class EvpCipherContextHandle : SafeHandle
{
    private EvpCipherContextHandle(nint context)
        : base(invalidHandleValue: 0, ownsHandle: true) => SetHandle(context);

    /// <inheritdoc />
    public override bool IsInvalid => handle == 0;

    /// <summary>A context that keeps this cipher and key; each packet then sets its nonce alone.</summary>
    /// <exception cref="CryptographicException">The library refuses.</exception>
    public static unsafe EvpCipherContextHandle Create(nint cipher, ReadOnlySpan<byte> key)
    {
        var context = new EvpCipherContextHandle(LibCrypto.NewCipherContext());
        fixed (byte* bytes = key)
        {
            if (context.IsInvalid || LibCrypto.InitializeEncryption(context.handle, cipher, 0, bytes, null) != 1)
            {
                context.Dispose();
                LibCrypto.ClearErrors();
                throw new CryptographicException("libcrypto could not key a cipher.");
            }
        }

        return context;
    }

    /// <inheritdoc />
    protected override bool ReleaseHandle()
    {
        LibCrypto.FreeCipherContext(handle);
        return true;
    }
}
