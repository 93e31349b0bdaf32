using System.Security.Cryptography;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto.Impl;

namespace RtcVoice.Rtc.Dtls.Crypto;

/// <summary>
/// One direction of record protection by the platform's AES-GCM or ChaCha20-Poly1305, both with 12-byte nonces and
/// 16-byte tags.
/// </summary>
internal sealed class PlatformAead : TlsAeadCipherImpl, IDisposable
{
    /// <summary>Bytes of the tag behind each ciphertext.</summary>
    public const int TagSize = 16;

    private readonly Algorithm _algorithm;
    private readonly bool _encrypts;
    private AesGcm? _aesGcm;
    private ChaCha20Poly1305? _chaCha;
    private byte[] _nonce = [];

    private PlatformAead(Algorithm algorithm, bool encrypts)
    {
        _algorithm = algorithm;
        _encrypts = encrypts;
    }

    private enum Algorithm
    {
        AesGcm,
        ChaCha20Poly1305,
    }

    public static PlatformAead AesGcm(bool encrypts) => new(Algorithm.AesGcm, encrypts);

    public static PlatformAead ChaCha20Poly1305(bool encrypts) => new(Algorithm.ChaCha20Poly1305, encrypts);

    public void SetKey(byte[] key, int keyOff, int keyLen) => SetKey(key.AsSpan(keyOff, keyLen));

    public void SetKey(ReadOnlySpan<byte> key)
    {
        Dispose();
        if (_algorithm == Algorithm.AesGcm)
        {
            _aesGcm = new AesGcm(key, TagSize);
        }
        else
        {
            _chaCha = new ChaCha20Poly1305(key);
        }
    }

    public void Init(byte[] nonce, int macSize, byte[] additionalData) => _nonce = nonce;

    public int GetOutputSize(int inputLength) => _encrypts ? inputLength + TagSize : Math.Max(0, inputLength - TagSize);

    public int DoFinal(byte[] input, int inputOffset, int inputLength, byte[] output, int outputOffset) =>
        DoFinal([], input, inputOffset, inputLength, output, outputOffset);

    // TlsAeadCipher works in place: input and output are the same bytes, which the platform allows.
    public int DoFinal(byte[] additionalData, byte[] input, int inputOffset, int inputLength, byte[] output, int outputOffset)
    {
        int textLength = _encrypts ? inputLength : inputLength - TagSize;
        if (textLength < 0)
        {
            throw new TlsFatalAlert(AlertDescription.bad_record_mac);
        }

        ReadOnlySpan<byte> text = input.AsSpan(inputOffset, textLength);
        Span<byte> result = output.AsSpan(outputOffset, textLength);
        if (_encrypts)
        {
            Encrypt(text, result, output.AsSpan(outputOffset + textLength, TagSize), additionalData);
            return textLength + TagSize;
        }

        try
        {
            Decrypt(text, input.AsSpan(inputOffset + textLength, TagSize), result, additionalData);
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            throw new TlsFatalAlert(AlertDescription.bad_record_mac, mismatch);
        }

        return textLength;
    }

    public void Reset()
    {
        // The nonce is set for every record.
    }

    public void Dispose()
    {
        _aesGcm?.Dispose();
        _chaCha?.Dispose();
    }

    private void Encrypt(ReadOnlySpan<byte> text, Span<byte> result, Span<byte> tag, ReadOnlySpan<byte> additionalData)
    {
        if (_aesGcm is not null)
        {
            _aesGcm.Encrypt(_nonce, text, result, tag, additionalData);
        }
        else
        {
            _chaCha!.Encrypt(_nonce, text, result, tag, additionalData);
        }
    }

    private void Decrypt(ReadOnlySpan<byte> text, ReadOnlySpan<byte> tag, Span<byte> result, ReadOnlySpan<byte> additionalData)
    {
        if (_aesGcm is not null)
        {
            _aesGcm.Decrypt(_nonce, text, tag, result, additionalData);
        }
        else
        {
            _chaCha!.Decrypt(_nonce, text, tag, result, additionalData);
        }
    }
}
