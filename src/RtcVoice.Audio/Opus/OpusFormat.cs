namespace RtcVoice.Audio.Opus;

/// <summary>
/// The one shape in which this product speaks Opus: 48 kHz, mono, frames of 20 ms, PCM as <see cref="short"/>
/// (Pcm16). Agents, WAV files, the VAD and libopus all speak Pcm16, so a sample is converted nowhere on its way;
/// only the inside of a filter works in <see cref="float"/>.
/// </summary>
public static class OpusFormat
{
    /// <summary>Samples a second. RFC 7587 section 4.1: the RTP clock of Opus is 48 kHz whatever the bandwidth coded.</summary>
    public const int SampleRate = 48_000;

    /// <summary>Samples of one 20 ms frame, and the RTP timestamp step of a sender that sends such frames.</summary>
    public const int FrameSamples = SampleRate / 50;

    /// <summary>
    /// How many samples later than it went into an encoder of ours a sound comes out of a decoder: 6.5 ms
    /// (<see cref="OpusEncoder.LookaheadSamples"/>).
    /// </summary>
    public const int LookaheadSamples = 312;

    /// <summary>Samples of the longest packet: RFC 6716 section 3.2.5 forbids more than 120 ms.</summary>
    public const int MaxPacketSamples = SampleRate / 1000 * 120;

    /// <summary>
    /// Bytes of the longest 20 ms packet: one TOC byte and one frame of at most 1275 bytes (RFC 6716 section 3.4).
    /// </summary>
    public const int MaxFramePacketBytes = 1276;

    /// <summary>
    /// Packets of this many bytes or fewer mean "nothing is sent" (DTX) to libwebrtc's NetEq, which then plays
    /// comfort noise of its own; <see cref="OpusEncoder"/> therefore never returns one.
    /// </summary>
    public const int MaxDtxPacketBytes = 2;
}
