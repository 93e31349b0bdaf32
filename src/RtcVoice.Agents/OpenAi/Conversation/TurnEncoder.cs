using System.Runtime.InteropServices;
using RtcVoice.Agents.OpenAi.Commands;
using RtcVoice.Audio.Resampling;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.OpenAi.Conversation;

/// <summary>Makes of one turn's sound what the upstream takes: PCM16 at 24 kHz.</summary>
internal sealed class TurnEncoder
{
    /// <summary>100 ms: the upstream refuses to make a turn of less.</summary>
    private const int MinSamples = SessionCommand.SampleRate / 10;

    private readonly Resampler _resampler = new(UserTurn.SampleRate, SessionCommand.SampleRate);

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
        byte[] bytes = new byte[Math.Max(count, MinSamples - before) * sizeof(short)];
        MemoryMarshal.AsBytes(made.AsSpan(0, count)).CopyTo(bytes);
        return bytes;
    }
}
