namespace RtcVoice.Audio.Opus;

/// <summary>
/// Decodes Opus packets into mono 48 kHz Pcm16, conceals lost ones, and recovers a lost one from the copy inside its
/// successor. Corrupt packets are told by a result, not by an exception. It allocates nothing per packet. Not safe
/// for use by two threads at once. It does not order, time or buffer packets: see the jitter buffer.
/// </summary>
public sealed class OpusDecoder : IDisposable
{
    /// <summary>Concealment comes in multiples of 2.5 ms (opus.h, opus_decode).</summary>
    public const int ConcealmentStepSamples = 120;

    private readonly OpusState _state;

    /// <summary>Makes a decoder.</summary>
    /// <exception cref="DllNotFoundException">libopus is not installed; the message names the package.</exception>
    public OpusDecoder()
    {
        OpusLibrary.EnsureLoaded();
        _state = new OpusState(OpusNative.DecoderGetSize(1));
        OpusException.ThrowIfFailed(OpusNative.DecoderInit(_state, OpusFormat.SampleRate, 1), "opus_decoder_init");
    }

    /// <summary>Decodes a packet.</summary>
    /// <param name="packet">One Opus packet; never empty.</param>
    /// <param name="pcm">Where samples go; <see cref="OpusFormat.MaxPacketSamples"/> always suffices.</param>
    /// <param name="samples">Samples written, <see cref="OpusPacket.DurationSamples"/> of the packet.</param>
    /// <returns>False when the packet is corrupt or does not fit; nothing useful was written then.</returns>
    public bool TryDecode(ReadOnlySpan<byte> packet, Span<short> pcm, out int samples)
    {
        samples = 0;
        if (packet.IsEmpty)
        {
            return false;
        }

        int result = OpusNative.Decode(_state, packet, packet.Length, pcm, Math.Min(pcm.Length, OpusFormat.MaxPacketSamples), 0);
        samples = Math.Max(0, result);
        return result >= 0;
    }

    /// <summary>
    /// Fills <paramref name="pcm"/> with what the voice might have said (packet loss concealment), fading as losses go on.
    /// </summary>
    /// <param name="pcm">A multiple of <see cref="ConcealmentStepSamples"/>, at most <see cref="OpusFormat.MaxPacketSamples"/>.</param>
    /// <exception cref="ArgumentException">The length is not such a multiple.</exception>
    public void Conceal(Span<short> pcm)
    {
        ThrowIfNotConcealable(pcm);
        OpusException.ThrowIfFailed(OpusNative.Decode(_state, default, 0, pcm, pcm.Length, 0), "opus_decode (concealment)");
    }

    /// <summary>
    /// Recovers the sound just before <paramref name="nextPacket"/> from the copy it carries; where it carries none
    /// this conceals. Decode <paramref name="nextPacket"/> itself afterwards.
    /// </summary>
    /// <param name="nextPacket">The packet that follows the lost one.</param>
    /// <param name="pcm">As long as the loss: see <see cref="Conceal"/>.</param>
    /// <returns>False when the packet is corrupt; nothing useful was written then.</returns>
    /// <exception cref="ArgumentException">The length is not such a multiple.</exception>
    public bool DecodeForwardErrorCorrection(ReadOnlySpan<byte> nextPacket, Span<short> pcm)
    {
        ThrowIfNotConcealable(pcm);
        return !nextPacket.IsEmpty && OpusNative.Decode(_state, nextPacket, nextPacket.Length, pcm, pcm.Length, 1) >= 0;
    }

    /// <summary>Forgets all audio heard so far.</summary>
    public void Reset() =>
        OpusException.ThrowIfFailed(OpusNative.DecoderControl(_state, OpusNative.ResetState, 0), "OPUS_RESET_STATE");

    /// <inheritdoc />
    public void Dispose() => _state.Dispose();

    private static void ThrowIfNotConcealable(ReadOnlySpan<short> pcm)
    {
        if (pcm.IsEmpty || pcm.Length > OpusFormat.MaxPacketSamples || pcm.Length % ConcealmentStepSamples != 0)
        {
            throw new ArgumentException(
                $"Concealment comes in multiples of {ConcealmentStepSamples} samples up to {OpusFormat.MaxPacketSamples}, not {pcm.Length}.",
                nameof(pcm));
        }
    }
}
