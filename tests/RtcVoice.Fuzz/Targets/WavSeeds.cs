using RtcVoice.Audio.Wav;

namespace RtcVoice.Fuzz.Targets;

/// <summary>WAV files.</summary>
internal static class WavSeeds
{
    /// <summary>The bytes of a file.</summary>
    public static byte[] Write(WavAudio audio)
    {
        using var stream = new MemoryStream();
        using (var writer = new WavWriter(stream, audio.SampleRate, leaveOpen: true))
        {
            writer.Write(audio.Samples.Span);
        }

        return stream.ToArray();
    }
}
