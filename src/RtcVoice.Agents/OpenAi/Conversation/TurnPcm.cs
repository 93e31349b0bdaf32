using System.Runtime.InteropServices;
using RtcVoice.Agents.OpenAi.Commands;
using RtcVoice.Audio.Resampling;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.OpenAi.Conversation;

/// <summary>The sound of a turn as the upstream takes it: PCM16 at 24 kHz, in pieces.</summary>
internal static class TurnPcm
{
    /// <summary>5 s: 320 kB of base64, far below the 15 MiB that one event may hold.</summary>
    private const int PieceBytes = 5 * SessionCommand.SampleRate * sizeof(short);

    /// <summary>100 ms: the upstream refuses to make a turn of less.</summary>
    private const int MinSamples = SessionCommand.SampleRate / 10;

    /// <summary>Converts a turn.</summary>
    /// <param name="pcm">Mono PCM16 at <see cref="UserTurn.SampleRate"/>.</param>
    public static IEnumerable<ReadOnlyMemory<byte>> Convert(ReadOnlyMemory<short> pcm)
    {
        byte[] bytes = Resample(pcm.Span);
        for (int start = 0; start < bytes.Length; start += PieceBytes)
        {
            yield return bytes.AsMemory(start, Math.Min(PieceBytes, bytes.Length - start));
        }
    }

    private static byte[] Resample(ReadOnlySpan<short> pcm)
    {
        var resampler = new Resampler(UserTurn.SampleRate, SessionCommand.SampleRate);
        short[] body = new short[resampler.GetOutputCount(pcm.Length)];
        int made = resampler.Process(pcm, body);
        short[] tail = new short[resampler.GetFlushCount()];
        int flushed = resampler.Flush(tail);
        byte[] bytes = new byte[Math.Max(made + flushed, MinSamples) * sizeof(short)];
        MemoryMarshal.AsBytes(body.AsSpan(0, made)).CopyTo(bytes);
        MemoryMarshal.AsBytes(tail.AsSpan(0, flushed)).CopyTo(bytes.AsSpan(made * sizeof(short)));
        return bytes;
    }
}
