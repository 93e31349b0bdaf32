using Microsoft.Extensions.Logging;
using RtcVoice.Conversation.Peer;

namespace RtcVoice.Conversation.Calls;

public sealed partial class VoiceCall
{
    private ILogger Logger => _services.Logger;

    private void LogEnded(string call, PeerCloseReason reason) => LogEnded(Logger, call, reason);

    private void LogAgentFault(Exception exception, string call) => LogAgentFault(Logger, exception, call);

    [LoggerMessage(EventId = 4101, Level = LogLevel.Information, Message = "Call {Call} ended: {Reason}")]
    private static partial void LogEnded(ILogger logger, string call, PeerCloseReason reason);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Error, Message = "The agent of call {Call} failed; the call is hung up")]
    private static partial void LogAgentFault(ILogger logger, Exception exception, string call);
}
