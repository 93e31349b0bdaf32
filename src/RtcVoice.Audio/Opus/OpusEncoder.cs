namespace RtcVoice.Audio.Opus;

/// <summary>
/// Encodes mono 48 kHz Pcm16 voice into one Opus packet per 20 ms: VOIP, VBR, DTX off. Its state can be saved and
/// restored, so that a cut can go back to a frame that was encoded but not sent. It allocates nothing per frame.
/// Not safe for use by two threads at once. It does not pace, buffer or resample.
/// </summary>
public sealed class OpusEncoder : IDisposable
{
    private readonly OpusState _state;
    private OpusEncoderSettings _settings;

    /// <summary>Makes an encoder.</summary>
    /// <param name="options">Where to start; <see cref="OpusEncoderOptions.Default"/> when null.</param>
    /// <exception cref="DllNotFoundException">libopus is not installed; the message names the package.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="PlatformNotSupportedException">The platform is Apple arm64 (see OpusNative).</exception>
    public OpusEncoder(OpusEncoderOptions? options = null)
    {
        options ??= OpusEncoderOptions.Default;
        OpusLibrary.EnsureLoaded();
        ThrowIfVariadicCallsDiffer();
        _state = new OpusState(OpusNative.EncoderGetSize(1));
        OpusException.ThrowIfFailed(
            OpusNative.EncoderInit(_state, OpusFormat.SampleRate, 1, OpusNative.ApplicationVoip), "opus_encoder_init");
        Control(OpusNative.SetVbr, 1);
        Control(OpusNative.SetDtx, 0);
        Control(OpusNative.SetSignal, OpusNative.SignalVoice);
        Bitrate = options.Bitrate;
        Complexity = options.Complexity;
        UseForwardErrorCorrection = options.UseForwardErrorCorrection;
        ExpectedPacketLossPercent = options.ExpectedPacketLossPercent;
        OpusException.ThrowIfFailed(
            OpusNative.EncoderControl(_state, OpusNative.GetLookahead, out int lookahead), "OPUS_GET_LOOKAHEAD");
        LookaheadSamples = lookahead;
    }

    /// <summary>Mean bits a second, 6,000 to 510,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Bitrate
    {
        get => _settings.Bitrate;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 6_000);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 510_000);
            Control(OpusNative.SetBitrate, value);
            _settings.Bitrate = value;
        }
    }

    /// <summary>Effort, 0 to 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Complexity
    {
        get => _settings.Complexity;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 10);
            Control(OpusNative.SetComplexity, value);
            _settings.Complexity = value;
        }
    }

    /// <summary>Whether packets carry a copy of the one before when <see cref="ExpectedPacketLossPercent"/> asks for it.</summary>
    public bool UseForwardErrorCorrection
    {
        get => _settings.UseForwardErrorCorrection;
        set
        {
            Control(OpusNative.SetInbandFec, value ? 1 : 0);
            _settings.UseForwardErrorCorrection = value;
        }
    }

    /// <summary>Loss to arm against, 0 to 100 %.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int ExpectedPacketLossPercent
    {
        get => _settings.ExpectedPacketLossPercent;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100);
            Control(OpusNative.SetPacketLossPercent, value);
            _settings.ExpectedPacketLossPercent = value;
        }
    }

    /// <summary>
    /// How many samples later than it went in a sound comes out of a decoder (312 = 6.5 ms in libopus 1.3.1): the
    /// sample at RTP timestamp t + this is what the listener hears of input sample t.
    /// </summary>
    public int LookaheadSamples { get; }

    /// <summary>Bytes of the native state, and of one <see cref="OpusEncoderSnapshot"/> (43.6 kB in libopus 1.3.1).</summary>
    public int StateBytes => _state.Size;

    /// <summary>Encodes one frame.</summary>
    /// <param name="pcm">Exactly <see cref="OpusFormat.FrameSamples"/> samples.</param>
    /// <param name="packet">
    /// Where the packet goes; <see cref="OpusFormat.MaxFramePacketBytes"/> always suffices, and libopus lowers the
    /// quality of a frame to fit a smaller one.
    /// </param>
    /// <returns>
    /// Bytes written, more than <see cref="OpusFormat.MaxDtxPacketBytes"/>: a shorter packet of libopus is padded
    /// (RFC 6716 section 3.2.5), because a browser would take it for DTX.
    /// </returns>
    /// <exception cref="ArgumentException">A span has the wrong size.</exception>
    public int Encode(ReadOnlySpan<short> pcm, Span<byte> packet)
    {
        if (pcm.Length != OpusFormat.FrameSamples)
        {
            throw new ArgumentException($"A frame is {OpusFormat.FrameSamples} samples, not {pcm.Length}.", nameof(pcm));
        }

        if (packet.Length <= OpusFormat.MaxDtxPacketBytes)
        {
            throw new ArgumentException("The packet buffer is too small for any frame.", nameof(packet));
        }

        int limit = Math.Min(packet.Length, OpusFormat.MaxFramePacketBytes);
        int length = OpusException.ThrowIfFailed(
            OpusNative.Encode(_state, pcm, OpusFormat.FrameSamples, packet, limit), "opus_encode");
        return PadBeyondDtx(packet, length);
    }

    /// <summary>Forgets all audio heard so far; settings stay.</summary>
    public void Reset() => Control(OpusNative.ResetState, 0);

    /// <summary>Copies the whole state, settings included, into <paramref name="snapshot"/>.</summary>
    public void SaveTo(OpusEncoderSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        snapshot.State.CopyFrom(_state);
        snapshot.Settings = _settings;
        snapshot.IsEmpty = false;
    }

    /// <summary>
    /// Goes back to a saved state, settings included: what is encoded next comes out byte for byte as it would have
    /// then. A snapshot may be restored any number of times, and into another encoder than it was taken from.
    /// </summary>
    /// <exception cref="ArgumentException">Nothing was ever saved to the snapshot.</exception>
    public void RestoreFrom(OpusEncoderSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.IsEmpty)
        {
            throw new ArgumentException("Nothing was saved to this snapshot.", nameof(snapshot));
        }

        _state.CopyFrom(snapshot.State);
        _settings = snapshot.Settings;
    }

    /// <inheritdoc />
    public void Dispose() => _state.Dispose();

    /// <summary>Lengthens a packet that a browser would take for DTX; returns its length.</summary>
    internal static int PadBeyondDtx(Span<byte> packet, int length)
    {
        if (length > OpusFormat.MaxDtxPacketBytes)
        {
            return length;
        }

        const int Padded = OpusFormat.MaxDtxPacketBytes + 1;
        OpusException.ThrowIfFailed(OpusNative.PacketPad(packet, length, Padded), "opus_packet_pad");
        return Padded;
    }

    private static void ThrowIfVariadicCallsDiffer()
    {
        if (OperatingSystem.IsMacOS()
            && System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture
                == System.Runtime.InteropServices.Architecture.Arm64)
        {
            throw new PlatformNotSupportedException("Opus settings cannot be passed on Apple arm64 yet; run on Linux or Windows.");
        }
    }

    private void Control(int request, int value) =>
        OpusException.ThrowIfFailed(OpusNative.EncoderControl(_state, request, value), "opus_encoder_ctl");
}
