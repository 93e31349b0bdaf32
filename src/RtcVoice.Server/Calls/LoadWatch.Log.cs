namespace RtcVoice.Server.Calls;

internal sealed partial class LoadWatch
{
    [LoggerMessage(EventId = 5201, Level = LogLevel.Warning, Message = "Too busy for new calls: pacer {Pacer:F1} ms late (p99), call workers {Ticks:F1} ms and {Busy:F0} % busy; those in progress go on")]
    private partial void LogClosed(double pacer, double ticks, double busy);

    [LoggerMessage(EventId = 5202, Level = LogLevel.Information, Message = "New calls are taken again; {Refused} were refused since the start")]
    private partial void LogOpened(long refused);

    [LoggerMessage(EventId = 5203, Level = LogLevel.Information, Message = "Speech is coded with complexity {Complexity} now; the busiest call worker is {Busy:F0} % busy and {Ticks:F1} ms late")]
    private partial void LogComplexity(int complexity, double busy, double ticks);
}
