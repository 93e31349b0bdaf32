using RtcVoice.Audio.Opus;

namespace RtcVoice.Pacing.Frames;

/// <summary>
/// The packets that the pacer sends, round and round, where a call has nothing to say: real encoded silence, the same
/// for all calls (design section 4, rule 1).
/// </summary>
internal sealed class SilenceFrames
{
    private readonly byte[][] _packets;

    public SilenceFrames(params byte[][] packets)
    {
        ArgumentOutOfRangeException.ThrowIfZero(packets.Length);
        _packets = packets;
    }

    /// <summary>The packet of the silent frame <paramref name="frame"/> since the last speech.</summary>
    public ReadOnlySpan<byte> this[long frame] => _packets[frame % _packets.Length];

    public static SilenceFrames From(OpusSilence silence)
    {
        byte[][] packets = new byte[silence.Period][];
        for (int i = 0; i < packets.Length; i++)
        {
            packets[i] = GC.AllocateUninitializedArray<byte>(silence[i].Length, pinned: true);
            silence[i].CopyTo(packets[i]);
        }

        return new SilenceFrames(packets);
    }
}
