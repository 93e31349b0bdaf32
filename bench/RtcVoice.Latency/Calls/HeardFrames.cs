using RtcVoice.Audio.Opus;
using RtcVoice.Timing;
using RtcVoice.Transport.Client;

namespace RtcVoice.Latency.Calls;

/// <summary>What a client of ours gets of a voice, decoded frame by frame as it comes: whether it is to be heard, and since when.</summary>
internal sealed class HeardFrames(VoiceClient client) : IDisposable
{
    /// <summary>Root mean square: Opus makes less of silence, and any voice is far above it.</summary>
    private const double Audible = 100;

    private readonly VoiceClient _client = client;
    private readonly OpusDecoder _decoder = new();
    private readonly short[] _pcm = new short[OpusFormat.FrameSamples];

    /// <summary>Waits for the first frame that is audible, and gives its arrival.</summary>
    public async Task<Instant> FirstAudibleAsync(CancellationToken cancellation)
    {
        while (true)
        {
            ClientFrame frame = await _client.Frames.ReadAsync(cancellation);
            if (IsAudible(frame))
            {
                return frame.Arrival;
            }
        }
    }

    /// <summary>Waits until so many frames on end were silent.</summary>
    public async Task SilenceAsync(int frames, CancellationToken cancellation)
    {
        for (int silent = 0; silent < frames;)
        {
            silent = IsAudible(await _client.Frames.ReadAsync(cancellation)) ? 0 : silent + 1;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _decoder.Dispose();

    private bool IsAudible(ClientFrame frame)
    {
        if (!_decoder.TryDecode(frame.Payload.Span, _pcm, out int samples))
        {
            return false;
        }

        double power = 0;
        foreach (short sample in _pcm.AsSpan(0, samples))
        {
            power += (double)sample * sample;
        }

        return Math.Sqrt(power / samples) > Audible;
    }
}
