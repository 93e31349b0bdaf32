using RtcVoice.Audio.Opus;
using RtcVoice.Transport.Client;

namespace RtcVoice.Server.Tests.Harness;

/// <summary>How loud sound is, frame by frame of 20 ms: enough to tell speech from silence, and one sentence from another.</summary>
internal static class Loudness
{
    /// <summary>Opus makes less than this of silence, and any voice is above it.</summary>
    public const double Audible = 100;

    /// <summary>Root mean square of each packet's sound.</summary>
    public static IReadOnlyList<double> Of(IEnumerable<byte[]> packets)
    {
        using var decoder = new OpusDecoder();
        short[] pcm = new short[OpusFormat.FrameSamples];
        return [.. packets.Select(packet => decoder.TryDecode(packet, pcm, out int samples)
            ? Math.Sqrt(pcm.AsSpan(0, samples).ToArray().Average(s => (double)s * s))
            : 0)];
    }

    /// <summary>All that a client has received and nobody has taken yet.</summary>
    public static IReadOnlyList<double> Received(VoiceClient client)
    {
        List<byte[]> packets = [];
        while (client.Frames.TryRead(out ClientFrame? frame))
        {
            packets.Add(frame.Payload.ToArray());
        }

        return Of(packets);
    }

    /// <summary>How alike two courses of loudness are where they fit best: 1 for the same, 0 for any two.</summary>
    public static double Likeness(IReadOnlyList<double> heard, IReadOnlyList<double> said)
    {
        double best = 0;
        for (int shift = 0; shift + said.Count <= heard.Count; shift++)
        {
            best = Math.Max(best, Correlate([.. heard.Skip(shift).Take(said.Count)], said));
        }

        return best;
    }

    private static double Correlate(double[] a, IReadOnlyList<double> b)
    {
        (double meanA, double meanB) = (a.Average(), b.Average());
        double both = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        double power = a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB));
        return power == 0 ? 0 : both / Math.Sqrt(power);
    }
}
