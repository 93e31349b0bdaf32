using Microsoft.Extensions.Options;
using RtcVoice.Server.Hosting;
using RtcVoice.Timing;

namespace RtcVoice.Server.Calls;

/// <summary>
/// How much effort the encoders of all calls take. Down by a step when the call workers have been short of time for a second;
/// up by one when they would have room for it as well, for a while that doubles with each time that it proved too much. It
/// measures nothing: see <see cref="LoadWatch"/>. One thread observes, any may read.
/// </summary>
internal sealed class EncodingEffort
{
    /// <summary>A busier worker takes more than twice as long as a stall was to make up for it, and a ring holds 100 ms.</summary>
    public const double BusyLimit = 0.65;

    /// <summary>What a worker may come to by a step up, all of its work taken for encoding: well below the limit.</summary>
    public const double BusyGoal = 0.5;

    /// <summary>Tick lateness, 5 of 100 ms that a ring holds, at which workers are behind however little they seem to do.</summary>
    public static readonly TimeSpan LatenessLimit = TimeSpan.FromMilliseconds(5);

    /// <summary>How long there must be room before a step up, at first and at most.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc cref="Patience"/>
    public static readonly TimeSpan MaxPatience = TimeSpan.FromSeconds(160);

    /// <summary>Samples of pressure in a row that lead down; one stall of the machine does not.</summary>
    private const int SamplesToStep = 2;

    private readonly ComplexitySteps _steps;
    private TimeSpan _patience = Patience;
    private Instant _lastWithoutRoom;

    /// <summary>The last step up that was not followed by one down; never when there is none.</summary>
    private Instant _lastUp = Instant.Never;
    private int _pressed;
    private int _step;

    /// <summary>Makes the effort of a server at ease.</summary>
    public EncodingEffort(IOptions<RtcVoiceOptions> options)
    {
        OpusOptions opus = options.Value.Opus;
        _steps = new ComplexitySteps(opus.Complexity, opus.MinComplexity);
    }

    /// <summary>The complexity to encode with.</summary>
    public int Complexity => _steps[Volatile.Read(ref _step)];

    /// <summary>True when there is no step down left.</summary>
    public bool IsLeast => Volatile.Read(ref _step) == _steps.Count - 1;

    /// <summary>Takes a sample.</summary>
    /// <returns>True when the complexity has changed by it.</returns>
    public bool Observe(in LoadSample load, Instant now)
    {
        bool isPressed = load.Busy > BusyLimit || load.TickLateness > LatenessLimit;
        _pressed = isPressed ? _pressed + 1 : 0;
        if (isPressed || !HasRoomAbove(load))
        {
            _lastWithoutRoom = now;
        }

        if (_pressed >= SamplesToStep && !IsLeast)
        {
            StepDown(now);
            return true;
        }

        if (_step > 0 && now - _lastWithoutRoom >= _patience)
        {
            Volatile.Write(ref _step, _step - 1);
            _lastUp = now;
            _lastWithoutRoom = now;
            return true;
        }

        return false;
    }

    private bool HasRoomAbove(in LoadSample load) =>
        _step > 0 && load.Busy * _steps.CostOver(_step - 1, _step) < BusyGoal && load.TickLateness < LatenessLimit / 2;

    // What follows soon on a step up shows that it was one too many; what comes long after is another hour of the day.
    private void StepDown(Instant now)
    {
        if (!_lastUp.IsNever)
        {
            TimeSpan longer = 2 * _patience;
            _patience = now - _lastUp > longer ? Patience : longer < MaxPatience ? longer : MaxPatience;
            _lastUp = Instant.Never;
        }

        _pressed = 0;
        Volatile.Write(ref _step, _step + 1);
    }
}
