using System.Buffers.Binary;
using RtcVoice.Audio.Opus;
using RtcVoice.Audio.Resampling;
using RtcVoice.Audio.Wav;

namespace RtcVoice.Server.Tests.Harness;

/// <summary>A person's sentence (LibriVox), from Debian's pocketsphinx-testdata.</summary>
internal static class Sentence
{
    private const string Path = "/usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb-0870.wav";
    private const int Rate = 24_000;

    /// <summary>Its first seconds and then silence, as clients send sound: PCM16 at 24 kHz, little-endian.</summary>
    public static byte[] Spoken(TimeSpan length, TimeSpan silence)
    {
        short[] pcm = Read(Rate);
        int samples = Math.Min(pcm.Length, (int)(length.TotalSeconds * Rate));
        byte[] bytes = new byte[(samples + (int)(silence.TotalSeconds * Rate)) * sizeof(short)];
        for (int i = 0; i < samples; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(i * sizeof(short)), pcm[i]);
        }

        return bytes;
    }

    /// <summary>Its first seconds as a browser would send them: Opus packets of 20 ms.</summary>
    public static IReadOnlyList<byte[]> Packets(TimeSpan length)
    {
        short[] pcm = Read(OpusFormat.SampleRate);
        using var encoder = new OpusEncoder();
        byte[] packet = new byte[OpusFormat.MaxFramePacketBytes];
        int frames = Math.Min(pcm.Length, (int)(length.TotalSeconds * OpusFormat.SampleRate)) / OpusFormat.FrameSamples;
        return [.. Enumerable.Range(0, frames).Select(i =>
            packet[..encoder.Encode(pcm.AsSpan(i * OpusFormat.FrameSamples, OpusFormat.FrameSamples), packet)])];
    }

    private static short[] Read(int rate)
    {
        Assert.That(File.Exists(Path), $"{Path} is missing: install the package pocketsphinx-testdata.");
        WavAudio wav = WavReader.ReadFile(Path);
        var resampler = new Resampler(wav.SampleRate, rate);
        short[] pcm = new short[resampler.GetOutputCount(wav.Samples.Length)];
        resampler.Process(wav.Samples.Span, pcm);
        return pcm;
    }
}
