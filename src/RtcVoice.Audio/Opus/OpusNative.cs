using System.Runtime.InteropServices;

namespace RtcVoice.Audio.Opus;

/// <summary>
/// The functions of libopus that we call. The ctl functions are variadic in C; declared with a fixed list they are
/// called rightly on System V x64, Linux arm64 and Windows x64, but not on Apple arm64, where variadic arguments
/// travel on the stack: <see cref="OpusEncoder"/> refuses that platform.
/// </summary>
internal static partial class OpusNative
{
    public const int ApplicationVoip = 2048;
    public const int SignalVoice = 3001;

    public const int SetBitrate = 4002;
    public const int SetVbr = 4006;
    public const int SetComplexity = 4010;
    public const int SetInbandFec = 4012;
    public const int SetPacketLossPercent = 4014;
    public const int SetDtx = 4016;
    public const int SetSignal = 4024;
    public const int GetLookahead = 4027;
    public const int ResetState = 4028;

    [LibraryImport(OpusLibrary.Name, EntryPoint = "opus_encoder_get_size")]
    public static partial int EncoderGetSize(int channels);

    [LibraryImport(OpusLibrary.Name, EntryPoint = "opus_encoder_init")]
    public static partial int EncoderInit(OpusState state, int sampleRate, int channels, int application);

    [LibraryImport(OpusLibrary.Name, EntryPoint = "opus_encoder_ctl")]
    public static partial int EncoderControl(OpusState state, int request, int value);

    [LibraryImport(OpusLibrary.Name, EntryPoint = "opus_encoder_ctl")]
    public static partial int EncoderControl(OpusState state, int request, out int value);

    [LibraryImport(OpusLibrary.Name, EntryPoint = "opus_encode")]
    public static partial int Encode(OpusState state, ReadOnlySpan<short> pcm, int frameSamples, Span<byte> packet, int maxBytes);

    [LibraryImport(OpusLibrary.Name, EntryPoint = "opus_packet_pad")]
    public static partial int PacketPad(Span<byte> packet, int length, int newLength);

    [LibraryImport(OpusLibrary.Name, EntryPoint = "opus_decoder_get_size")]
    public static partial int DecoderGetSize(int channels);

    [LibraryImport(OpusLibrary.Name, EntryPoint = "opus_decoder_init")]
    public static partial int DecoderInit(OpusState state, int sampleRate, int channels);

    [LibraryImport(OpusLibrary.Name, EntryPoint = "opus_decoder_ctl")]
    public static partial int DecoderControl(OpusState state, int request, int value);

    [LibraryImport(OpusLibrary.Name, EntryPoint = "opus_decode")]
    public static partial int Decode(
        OpusState state, ReadOnlySpan<byte> packet, int length, Span<short> pcm, int frameSamples, int decodeFec);
}
