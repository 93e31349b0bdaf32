using Microsoft.Extensions.Logging;

namespace RtcVoice.Conversation.Realtime;

public sealed partial class RealtimeSession
{
    private void LogAgentFault(Exception exception, string call) => LogAgentFault(_services.Logger, exception, call);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Error, Message = "The agent of call {Call} failed; the call is hung up")]
    private static partial void LogAgentFault(ILogger logger, Exception exception, string call);

    private void LogPaused(string call, TimeSpan position) => LogPaused(_services.Logger, call, position.TotalMilliseconds);

    private void LogResumed(string call, TimeSpan position) => LogResumed(_services.Logger, call, position.TotalMilliseconds);

    private void LogCut(string call, string reason, TimeSpan position) => LogCut(_services.Logger, call, reason, position.TotalMilliseconds);

    [LoggerMessage(EventId = 4103, EventName = "SpeechPaused", Level = LogLevel.Debug, Message = "Call {Call}: the agent pauses at {Position} ms, as the person may be cutting in")]
    private static partial void LogPaused(ILogger logger, string call, double position);

    [LoggerMessage(EventId = 4104, EventName = "SpeechResumed", Level = LogLevel.Debug, Message = "Call {Call}: it was no turn; the agent goes on from {Position} ms")]
    private static partial void LogResumed(ILogger logger, string call, double position);

    [LoggerMessage(EventId = 4105, EventName = "SpeechCut", Level = LogLevel.Debug, Message = "Call {Call}: the agent is cut ({Reason}) at {Position} ms")]
    private static partial void LogCut(ILogger logger, string call, string reason, double position);
}
