using RtcVoice.Timing;

namespace RtcVoice.Pacing;

/// <summary>
/// Makes one call's speech from bursts of PCM: encodes a few frames ahead of the pacer, starts each talkspurt late
/// enough to survive the stalls of its source, fades where it must stop, and cuts at an exact sample. Owned by the
/// call's worker: every member is for that thread alone but <see cref="Begin"/>.
/// </summary>
public sealed class SpeechOut : IDisposable
{
    /// <summary>Makes the speech of one call.</summary>
    /// <param name="options">How to buffer; <see cref="SpeechOutOptions.Default"/> when null.</param>
    /// <param name="encoders">Where encoders are lent from for the time of a talkspurt.</param>
    /// <param name="clock">Tells the agent's side when its writes came.</param>
    /// <param name="wake">Called on the agent's thread when the worker should call <see cref="TopUp"/> soon.</param>
    public SpeechOut(SpeechOutOptions? options, SpeechEncoders encoders, TimeProvider clock, Action wake) =>
        throw new NotImplementedException();

    /// <summary>What the speech is doing.</summary>
    internal Frames.FrameRing Ring { get; } = null!;
    internal Frames.SilenceFrames Silence { get; } = null!;
    internal Frames.DepartureLog Departures { get; } = null!;
    internal void Attach(PacingStatistics s) => throw new NotImplementedException();
    public SpeechOutState State { get; }

    /// <summary>True from the first frame of a talkspurt in the ring until the last one has gone, holds included.</summary>
    public bool IsSpeaking { get; }

    /// <summary>Loss that the listener reports, 0 to 100 %: arms forward error correction. Default 10.</summary>
    public int ExpectedPacketLossPercent { get; set; }

    /// <summary>Counters since the start.</summary>
    public SpeechOutStatistics Statistics { get; }

    /// <summary>Opens a segment behind all those before it. Any thread.</summary>
    /// <exception cref="InvalidOperationException"><see cref="SpeechOutOptions.MaxSegments"/> are waiting.</exception>
    /// <exception cref="ObjectDisposedException">The call is over.</exception>
    public SpeechSegment Begin() => throw new NotImplementedException();

    /// <summary>Fills the ring. To be called at least every 10 ms, and soon after a wake-up.</summary>
    public void TopUp(Instant now) => throw new NotImplementedException();

    /// <summary>
    /// Stops in one step: the next frame fades to zero within 10 ms, and the rest of the speaking segment and all
    /// waiting ones are dropped.
    /// </summary>
    public SpeechCut Cut(Instant now) => throw new NotImplementedException();

    /// <summary>Takes the oldest event not taken yet.</summary>
    public bool TryTakeEvent(out SpeechOutEvent happened) => throw new NotImplementedException();

    /// <summary>Cancels every segment and gives the encoder back. After <see cref="PacingEngine.RemoveAsync"/> has completed.</summary>
    public void Dispose()
    {
    }
}
