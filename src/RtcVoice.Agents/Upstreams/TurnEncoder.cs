using System.Runtime.InteropServices;
using RtcVoice.Audio.Resampling;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.Upstreams;

/// <summary>Makes of one turn's sound what an upstream takes: PCM16 at a rate of its own.</summary>
/// <param name="sampleRate">Samples a second that the upstream takes.</param>
internal sealed class TurnEncoder(int sampleRate)
{
    /// <summary>100 ms: OpenAI refuses to make a turn of less.</summary>
    private readonly int _minSamples = sampleRate / 10;

    private readonly Resampler _resampler = new(UserTurn.SampleRate, sampleRate);

    /// <summary>Converts the next samples.</summary>
    /// <param name="pcm">Mono PCM16 at <see cref="UserTurn.SampleRate"/>.</param>
    /// <returns>Little-endian bytes; a few samples stay behind until there are more.</returns>
    public byte[] Encode(ReadOnlySpan<short> pcm)
    {
        short[] made = new short[_resampler.GetOutputCount(pcm.Length)];
        int count = _resampler.Process(pcm, made);
        return MemoryMarshal.AsBytes(made.AsSpan(0, count)).ToArray();
    }

    /// <summary>The last of the turn, with silence behind it where there would be too little.</summary>
    public byte[] End()
    {
        short[] made = new short[_resampler.GetFlushCount()];
        long before = _resampler.OutputCount;
        int count = _resampler.Flush(made);
        byte[] bytes = new byte[Math.Max(count, _minSamples - before) * sizeof(short)];
        MemoryMarshal.AsBytes(made.AsSpan(0, count)).CopyTo(bytes);
        return bytes;
    }
}
