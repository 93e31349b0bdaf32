using RtcVoice.Agents.Flite;
using RtcVoice.Audio.Opus;
using RtcVoice.Audio.Resampling;

namespace RtcVoice.Load.Clients;

/// <summary>What microphones send, encoded beforehand: encoding is not what the clients are for.</summary>
internal static class Microphone
{
    private const string Text =
        "I would like to know how long the library is open today, and whether there is still a room free in the afternoon. "
        + "We are nine people, two of them will come later, and one of us needs the lift, because she has broken her leg.";

    /// <summary>The frames of an uplink.</summary>
    public static async Task<IReadOnlyList<byte[]>> RecordAsync(Uplink uplink) => uplink switch
    {
        Uplink.Silence => Encode(new short[OpusFormat.SampleRate]),
        Uplink.Speech => Encode(await SpeakAsync()),
        _ => [],
    };

    private static async Task<short[]> SpeakAsync()
    {
        using var voice = new FliteVoice();
        var resampler = new Resampler(FliteVoice.SampleRate, OpusFormat.SampleRate);
        List<short> pcm = [];
        await foreach (SpokenSentence sentence in voice.SpeakAsync(Text))
        {
            short[] output = new short[resampler.GetOutputCount(sentence.Pcm.Length)];
            pcm.AddRange(output.AsSpan(0, resampler.Process(sentence.Pcm.Span, output)));
        }

        return [.. pcm];
    }

    private static List<byte[]> Encode(short[] pcm)
    {
        using var encoder = new OpusEncoder();
        byte[] packet = new byte[OpusFormat.MaxFramePacketBytes];
        List<byte[]> frames = [];
        for (int i = 0; i + OpusFormat.FrameSamples <= pcm.Length; i += OpusFormat.FrameSamples)
        {
            frames.Add(packet[..encoder.Encode(pcm.AsSpan(i, OpusFormat.FrameSamples), packet)]);
        }

        return frames;
    }
}
