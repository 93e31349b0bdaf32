namespace RtcVoice.Audio.Opus;

/// <summary>
/// Room for one saved state of an <see cref="OpusEncoder"/>, in native memory. Make a few per call and use them
/// again and again: saving and restoring copy 43.6 kB and allocate nothing.
/// </summary>
public sealed class OpusEncoderSnapshot : IDisposable
{
    /// <summary>Makes an empty snapshot.</summary>
    /// <exception cref="DllNotFoundException">libopus is not installed; the message names the package.</exception>
    public OpusEncoderSnapshot()
    {
        OpusLibrary.EnsureLoaded();
        State = new OpusState(OpusNative.EncoderGetSize(1));
    }

    /// <summary>True until an encoder is saved here.</summary>
    public bool IsEmpty { get; internal set; } = true;

    internal OpusState State { get; }

    internal OpusEncoderSettings Settings { get; set; }

    /// <inheritdoc />
    public void Dispose() => State.Dispose();
}
