using Microsoft.Extensions.Logging;

namespace RtcVoice.Pacing;

/// <summary>
/// The clock of all calls: one thread of its own sends every call's frame every 20 ms, at deadlines of an absolute
/// grid of the monotonic clock, from the moment the call is added until it is removed; silence where there is no
/// speech. It does not encode, encrypt or own sockets.
/// </summary>
public sealed class PacingEngine : IDisposable
{
    private PacingEngine()
    {
    }

    /// <summary>What scheduling the thread has obtained.</summary>
    public PacerScheduling Level { get; } = PacerScheduling.Stepped;

    /// <summary>What the pacer measured of itself. May be read by any thread.</summary>
    public PacingStatistics Statistics { get; } = new();

    /// <summary>Starts the thread and returns when it runs, warm.</summary>
    /// <param name="options">How to run; <see cref="PacingOptions.Default"/> when null.</param>
    /// <param name="clock">The system's clock: its timestamps are those that the thread waits for.</param>
    /// <param name="logger">Told what scheduling was obtained and which sinks threw; never on the pacer's thread.</param>
    public static PacingEngine Start(PacingOptions? options, TimeProvider clock, ILogger logger) => throw new NotImplementedException();

    /// <summary>
    /// An engine with no thread, for a test on a virtual clock: its owner moves <paramref name="clock"/> and calls
    /// <see cref="RunDueSlots"/>.
    /// </summary>
    /// <param name="options">How to run; <see cref="PacingOptions.Default"/> when null.</param>
    /// <param name="clock">The clock that the owner moves.</param>
    public static PacingEngine CreateStepped(PacingOptions? options, TimeProvider clock) => throw new NotImplementedException();

    /// <summary>Runs every slot whose deadline has come. For a stepped engine alone.</summary>
    /// <exception cref="InvalidOperationException">The engine has a thread of its own.</exception>
    public void RunDueSlots() => throw new NotImplementedException();

    /// <summary>Puts a call on the wheel and starts its media clock. Any thread; blocks neither the pacer nor the caller.</summary>
    /// <param name="sink">Where its packets go.</param>
    /// <param name="speech">Where its frames come from.</param>
    /// <exception cref="InvalidOperationException"><see cref="PacingOptions.MaxCalls"/> calls are on the wheel.</exception>
    /// <exception cref="ObjectDisposedException">The engine has ended.</exception>
    public PacedCall Add(IPacedSink sink, SpeechOut speech) => throw new NotImplementedException();

    /// <summary>
    /// Takes a call off the wheel; completes when the pacer no longer touches its sink and speech, which may then be
    /// disposed. Any thread; a second call waits for the same end.
    /// </summary>
    /// <param name="call">A call of this engine.</param>
    public Task RemoveAsync(PacedCall call) => throw new NotImplementedException();

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
