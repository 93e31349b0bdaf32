using RtcVoice.Audio.Opus;

namespace RtcVoice.Pacing;

/// <summary>
/// The encoders of all calls, lent for the time of a talkspurt: between talkspurts a call needs none, so memory
/// (306 kB each, with the snapshots that make a cut exact) follows the talkers and not the calls. Any thread.
/// </summary>
public sealed class SpeechEncoders : IDisposable
{
    /// <summary>Makes the silence that all calls share, about 30 ms of work; encoders are made when first needed.</summary>
    /// <param name="options">How speech is coded; <see cref="OpusEncoderOptions.Default"/> when null.</param>
    /// <exception cref="DllNotFoundException">libopus is not installed; the message names the package.</exception>
    public SpeechEncoders(OpusEncoderOptions? options = null) => throw new NotImplementedException();

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
