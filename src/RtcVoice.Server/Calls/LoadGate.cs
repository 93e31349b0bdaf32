using Microsoft.Extensions.Options;
using RtcVoice.Server.Hosting;
using RtcVoice.Timing;

namespace RtcVoice.Server.Calls;

/// <summary>
/// Whether the server has the strength for another call. It closes when what calls depend on was too late or too busy for
/// some samples in a row, so that one stall of the machine refuses nobody, and opens when it has been at ease for a while. It measures
/// nothing: see <see cref="LoadWatch"/>. One thread observes, any may pass.
/// </summary>
internal sealed class LoadGate
{
    /// <summary>How long the server must be at ease before it takes calls again: what those refused are told to wait.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Samples beyond a limit that close the gate. The set-up of calls makes the collector stop the process for 10 to 15 ms,
    /// in one sample and often in the next; load is in all of them.
    /// </summary>
    private const int SamplesToClose = 4;

    /// <summary>Share of the limit of <see cref="LoadSample.Busy"/> below which workers are at ease: some calls' worth of room.</summary>
    private const double BusyEase = 0.85;

    private readonly TimeSpan _maxPacerLateness;
    private readonly TimeSpan _maxTickLateness;
    private readonly double _maxBusy;
    private int _beyond;
    private Instant _lastStrain;
    private long _refused;
    private volatile bool _isClosed;

    /// <summary>Makes an open gate.</summary>
    public LoadGate(IOptions<RtcVoiceOptions> options)
    {
        _maxPacerLateness = Limit(options.Value.Admission.MaxPacerLatenessMs);
        _maxTickLateness = Limit(options.Value.Admission.MaxTickLatenessMs);
        _maxBusy = options.Value.Admission.MaxBusyPercent is > 0 and int percent ? percent / 100.0 : double.PositiveInfinity;
    }

    /// <summary>True while calls are taken.</summary>
    public bool IsOpen => !_isClosed;

    /// <summary>Calls that were refused since the start.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Asks for a call to be let in; counts it where it is not.</summary>
    public bool TryPass()
    {
        if (_isClosed)
        {
            Interlocked.Increment(ref _refused);
        }

        return !_isClosed;
    }

    /// <summary>Takes a sample.</summary>
    /// <returns>True when the gate has closed or opened by it.</returns>
    public bool Observe(in LoadSample load, Instant now)
    {
        double strain = Math.Max(load.PacerLateness / _maxPacerLateness, load.TickLateness / _maxTickLateness);
        _beyond = strain > 1 || load.Busy > _maxBusy ? _beyond + 1 : 0;
        if (strain > 0.5 || load.Busy > BusyEase * _maxBusy)
        {
            _lastStrain = now;
        }

        bool wasClosed = _isClosed;
        _isClosed = wasClosed ? now - _lastStrain < Rest : _beyond >= SamplesToClose;
        return _isClosed != wasClosed;
    }

    private static TimeSpan Limit(int milliseconds) => milliseconds == 0 ? TimeSpan.MaxValue : TimeSpan.FromMilliseconds(milliseconds);
}
