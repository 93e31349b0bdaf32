namespace RtcVoice.Audio.Opus;

/// <summary>
/// Encoded digital silence, made once and sent by every call between its talkspurts without running an encoder.
/// With VBR libopus does not code silence as nothing: at the default settings 6 frames after speech its packets have
/// 21 or 22 bytes (hybrid, full band), in the end repeating every 4 frames. Over 6 to 64 kb/s no setting of complexity
/// and FEC gave fewer than 6 bytes, far from the 2 that a browser takes for DTX.
/// </summary>
/// <remarks>
/// Send it so: after speech, encode <see cref="ConvergenceFrames"/> frames of zeros with the call's own encoder; then
/// send <see cref="this[long]"/>, counting up. Before the next speech restore the call's encoder from
/// <see cref="Snapshot"/>, whose state is the one that a decoder has reached behind such packets. Immutable once
/// made; any number of calls may share it.
/// </remarks>
public sealed class OpusSilence : IDisposable
{
    /// <summary>Frames of zeros to encode after speech before the packets of this type take over without a step.</summary>
    public const int ConvergenceFrames = 6;

    /// <summary>The dither seed of SILK steps through 4 values, so nothing longer than twice that was ever seen.</summary>
    private const int MaxPeriod = 8;

    /// <summary>Ten seconds: rate control has long come to rest.</summary>
    private const int SettlingFrames = 500;

    private readonly byte[][] _packets;

    private OpusSilence(byte[][] packets, OpusEncoderSnapshot snapshot)
    {
        _packets = packets;
        Snapshot = snapshot;
    }

    /// <summary>After how many packets the first comes again, 1 to 8.</summary>
    public int Period => _packets.Length;

    /// <summary>The state of an encoder that has coded silence for ten seconds, and whose next packet is <c>this[0]</c>.</summary>
    public OpusEncoderSnapshot Snapshot { get; }

    /// <summary>The packet of silent frame <paramref name="frame"/>, from 0 up.</summary>
    public ReadOnlySpan<byte> this[long frame] => _packets[(int)((ulong)frame % (ulong)_packets.Length)];

    /// <summary>Makes silence as an encoder with <paramref name="options"/> codes it: 500 frames, about 30 ms of work.</summary>
    /// <exception cref="DllNotFoundException">libopus is not installed; the message names the package.</exception>
    public static OpusSilence Create(OpusEncoderOptions? options = null)
    {
        using var encoder = new OpusEncoder(options);
        Span<short> zeros = stackalloc short[OpusFormat.FrameSamples];
        zeros.Clear();
        Span<byte> packet = stackalloc byte[OpusFormat.MaxFramePacketBytes];
        for (int i = 0; i < SettlingFrames; i++)
        {
            encoder.Encode(zeros, packet);
        }

        var snapshot = new OpusEncoderSnapshot();
        encoder.SaveTo(snapshot);
        var packets = new byte[2 * MaxPeriod][];
        for (int i = 0; i < packets.Length; i++)
        {
            packets[i] = packet[..encoder.Encode(zeros, packet)].ToArray();
        }

        return new OpusSilence(packets[..PeriodOf(packets)], snapshot);
    }

    /// <inheritdoc />
    public void Dispose() => Snapshot.Dispose();

    // Without a period (another libopus might dither otherwise) the packets are sent round and round: still silence.
    private static int PeriodOf(byte[][] packets)
    {
        for (int period = 1; period < MaxPeriod; period++)
        {
            if (Enumerable.Range(0, MaxPeriod).All(i => packets[i].AsSpan().SequenceEqual(packets[i + period])))
            {
                return period;
            }
        }

        return MaxPeriod;
    }
}
