using System.Runtime.InteropServices;

namespace RtcVoice.Rtc.Srtp;

/// <summary>
/// The part of OpenSSL 3's libcrypto that SRTP needs. The runtime's own classes stand on the same library but set cipher and
/// key up anew for every packet, which makes it two to three times as dear (<c>SrtpBenchmarks</c>).
/// Calls made per packet suppress the GC transition: they are short (below 1 us up to a full datagram), block on nothing and
/// call nothing back.
/// </summary>
internal static unsafe partial class LibCrypto
{
    /// <summary>EVP_CTRL_AEAD_GET_TAG.</summary>
    public const int GetTag = 0x10;

    /// <summary>EVP_CTRL_AEAD_SET_TAG.</summary>
    public const int SetTag = 0x11;

    private const string Library = "libcrypto.so.3";
    private const uint Utf8StringType = 4;

    /// <summary>The fetched AES-128-GCM; lives as long as the process.</summary>
    public static readonly nint Aes128Gcm;

    /// <summary>The fetched AES-128-CTR; lives as long as the process.</summary>
    public static readonly nint Aes128Ctr;

    /// <summary>The fetched HMAC; lives as long as the process.</summary>
    public static readonly nint Hmac;

    /// <summary>True when the library is there with all three algorithms.</summary>
    public static readonly bool IsAvailable;

    static LibCrypto()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad(Library, out _))
        {
            return;
        }

        Aes128Gcm = FetchCipher(0, "AES-128-GCM", 0);
        Aes128Ctr = FetchCipher(0, "AES-128-CTR", 0);
        Hmac = FetchMac(0, "HMAC", 0);
        IsAvailable = Aes128Gcm != 0 && Aes128Ctr != 0 && Hmac != 0;
    }

    /// <summary>Keys an HMAC-SHA1. False when the library refuses.</summary>
    public static bool TryKeyHmacSha1(nint context, ReadOnlySpan<byte> key)
    {
        fixed (byte* name = "digest\0"u8, digest = "SHA1\0"u8, bytes = key)
        {
            // An OSSL_PARAM array ends with an empty element.
            Parameter* parameters = stackalloc Parameter[2];
            parameters[0] = new Parameter { Key = name, Type = Utf8StringType, Data = digest, Size = 4 };
            parameters[1] = default;
            return InitializeMac(context, bytes, (nuint)key.Length, parameters) == 1;
        }
    }

    [LibraryImport(Library, EntryPoint = "EVP_CIPHER_CTX_new")]
    internal static partial nint NewCipherContext();

    [LibraryImport(Library, EntryPoint = "EVP_CIPHER_CTX_free")]
    internal static partial void FreeCipherContext(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_MAC_CTX_new")]
    internal static partial nint NewMacContext(nint mac);

    [LibraryImport(Library, EntryPoint = "EVP_MAC_CTX_free")]
    internal static partial void FreeMacContext(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_EncryptInit_ex")]
    [SuppressGCTransition]
    internal static partial int InitializeEncryption(nint context, nint cipher, nint engine, byte* key, byte* iv);

    [LibraryImport(Library, EntryPoint = "EVP_EncryptUpdate")]
    [SuppressGCTransition]
    internal static partial int UpdateEncryption(nint context, byte* output, int* written, byte* input, int length);

    [LibraryImport(Library, EntryPoint = "EVP_EncryptFinal_ex")]
    [SuppressGCTransition]
    internal static partial int FinishEncryption(nint context, byte* output, int* written);

    [LibraryImport(Library, EntryPoint = "EVP_DecryptInit_ex")]
    [SuppressGCTransition]
    internal static partial int InitializeDecryption(nint context, nint cipher, nint engine, byte* key, byte* iv);

    [LibraryImport(Library, EntryPoint = "EVP_DecryptUpdate")]
    [SuppressGCTransition]
    internal static partial int UpdateDecryption(nint context, byte* output, int* written, byte* input, int length);

    [LibraryImport(Library, EntryPoint = "EVP_DecryptFinal_ex")]
    [SuppressGCTransition]
    internal static partial int FinishDecryption(nint context, byte* output, int* written);

    [LibraryImport(Library, EntryPoint = "EVP_CIPHER_CTX_ctrl")]
    [SuppressGCTransition]
    internal static partial int ControlCipher(nint context, int command, int length, byte* data);

    [LibraryImport(Library, EntryPoint = "EVP_MAC_init")]
    [SuppressGCTransition]
    internal static partial int InitializeMac(nint context, byte* key, nuint keyLength, Parameter* parameters);

    [LibraryImport(Library, EntryPoint = "EVP_MAC_update")]
    [SuppressGCTransition]
    internal static partial int UpdateMac(nint context, byte* data, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_MAC_final")]
    [SuppressGCTransition]
    internal static partial int FinishMac(nint context, byte* output, nuint* written, nuint capacity);

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    [SuppressGCTransition]
    internal static partial void ClearErrors();

    [LibraryImport(Library, EntryPoint = "EVP_CIPHER_fetch", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint FetchCipher(nint context, string algorithm, nint properties);

    [LibraryImport(Library, EntryPoint = "EVP_MAC_fetch", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint FetchMac(nint context, string algorithm, nint properties);

    /// <summary>OSSL_PARAM.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Parameter
    {
        public byte* Key;
        public uint Type;
        public void* Data;
        public nuint Size;
        public nuint ReturnSize;
    }
}
