using RtcVoice.Audio.Opus;

namespace RtcVoice.Load.Servers;

/// <summary>As many threads as cores, at ordinary priority, that do nothing but encode Opus.</summary>
internal sealed class EncoderLoad : IDisposable
{
    private readonly Thread[] _threads;
    private volatile bool _stopping;

    /// <summary>Starts them.</summary>
    public EncoderLoad()
    {
        _threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(i => new Thread(() => Run(i)) { Name = "encoder", IsBackground = true })];
        Array.ForEach(_threads, t => t.Start());
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _stopping = true;
        Array.ForEach(_threads, t => t.Join());
    }

    private void Run(int seed)
    {
        var random = new Random(seed);
        short[] pcm = new short[OpusFormat.SampleRate];
        double phase = 0;
        for (int i = 0; i < pcm.Length; i++)
        {
            phase += 2 * Math.PI * (120 + (30 * Math.Sin(i / 9_000.0))) / OpusFormat.SampleRate;
            pcm[i] = (short)((8_000 * Math.Sin(phase)) + (3_000 * Math.Sin(7 * phase)) + random.Next(-300, 300));
        }

        using var encoder = new OpusEncoder();
        byte[] packet = new byte[OpusFormat.MaxFramePacketBytes];
        for (int i = 0; !_stopping; i = (i + OpusFormat.FrameSamples) % pcm.Length)
        {
            encoder.Encode(pcm.AsSpan(i, OpusFormat.FrameSamples), packet);
        }
    }
}
