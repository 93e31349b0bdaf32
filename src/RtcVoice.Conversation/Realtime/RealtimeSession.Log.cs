using Microsoft.Extensions.Logging;

namespace RtcVoice.Conversation.Realtime;

public sealed partial class RealtimeSession
{
    private void LogAgentFault(Exception exception, string call) => LogAgentFault(_services.Logger, exception, call);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Error, Message = "The agent of call {Call} failed; the call is hung up")]
    private static partial void LogAgentFault(ILogger logger, Exception exception, string call);
}
