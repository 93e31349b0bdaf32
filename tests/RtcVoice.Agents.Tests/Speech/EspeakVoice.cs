using System.Diagnostics;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Agents.Tests.Speech;

/// <summary>A voice made by formants, as unlike the local agent's own as there is: espeak-ng, from its package.</summary>
internal static class EspeakVoice
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Speaks a sentence.</summary>
    /// <param name="voice">One of espeak's voices: <c>en-us+f2</c>, for instance.</param>
    /// <param name="text">What to say.</param>
    /// <param name="rate">Samples a second that come out.</param>
    public static short[] Speak(string voice, string text, int rate)
    {
        string file = Path.GetTempFileName();
        try
        {
            using Process process = Process.Start("espeak-ng", ["-v", voice, "-s", "150", "-w", file, text]);
            Assert.That(process.WaitForExit(Patience), "espeak-ng has come to its end");
            (short[] samples, int from) = WavFile.Read(file);
            return Resample(samples, from, rate);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // Between the samples in straight lines: its voice has little above 8 kHz that could fold back.
    private static short[] Resample(short[] samples, int from, int to)
    {
        var result = new short[(int)((long)(samples.Length - 1) * to / from)];
        for (int i = 0; i < result.Length; i++)
        {
            double at = (double)i * from / to;
            int before = (int)at;
            double share = at - before;
            result[i] = (short)Math.Round((samples[before] * (1 - share)) + (samples[before + 1] * share));
        }

        return result;
    }
}
