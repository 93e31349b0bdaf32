using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RtcVoice.Latency.Calls;

/// <summary>When the server decided what, as it logs it; a provider of loggers that hears nothing else.</summary>
internal sealed class DecisionLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<Decision> _logged = [];

    /// <summary>The decisions so far, in order.</summary>
    public IReadOnlyList<Decision> Decisions => [.. _logged];

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc />
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc />
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc />
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        DateTime now = DateTime.UtcNow;
        DecisionKind? kind = eventId.Name switch
        {
            "SpeechPaused" => DecisionKind.Paused,
            "SpeechResumed" => DecisionKind.Resumed,
            "SpeechCut" => DecisionKind.Cut,
            _ => null,
        };
        if (kind is { } decided)
        {
            _logged.Enqueue(new Decision(decided, now));
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
