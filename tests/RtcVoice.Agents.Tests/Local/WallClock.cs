namespace RtcVoice.Agents.Tests.Local;

/// <summary>A clock that hangs on a wall, and is set by hand.</summary>
internal sealed class WallClock(DateTimeOffset time) : TimeProvider
{
    private DateTimeOffset _time = time;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.CreateCustomTimeZone("wall", _time.Offset, null, null);

    public void Set(DateTimeOffset time) => _time = time;

    public override DateTimeOffset GetUtcNow() => _time.ToUniversalTime();
}
