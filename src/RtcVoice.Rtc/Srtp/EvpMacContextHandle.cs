using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RtcVoice.Rtc.Srtp;

/// <summary>Owns an EVP_MAC_CTX; freeing it wipes its key.</summary>
internal sealed class EvpMacContextHandle : SafeHandle
{
    private EvpMacContextHandle(nint context)
        : base(invalidHandleValue: 0, ownsHandle: true) => SetHandle(context);

    /// <inheritdoc />
    public override bool IsInvalid => handle == 0;

    /// <summary>An HMAC-SHA1 that keeps this key from packet to packet.</summary>
    /// <exception cref="CryptographicException">The library refuses.</exception>
    public static EvpMacContextHandle CreateHmacSha1(ReadOnlySpan<byte> key)
    {
        var context = new EvpMacContextHandle(LibCrypto.NewMacContext(LibCrypto.Hmac));
        if (context.IsInvalid || !LibCrypto.TryKeyHmacSha1(context.handle, key))
        {
            context.Dispose();
            LibCrypto.ClearErrors();
            throw new CryptographicException("libcrypto could not key an HMAC.");
        }

        return context;
    }

    /// <inheritdoc />
    protected override bool ReleaseHandle()
    {
        LibCrypto.FreeMacContext(handle);
        return true;
    }
}
