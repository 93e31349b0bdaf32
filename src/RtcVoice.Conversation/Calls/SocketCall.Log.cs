using Microsoft.Extensions.Logging;
using RtcVoice.Conversation.Peer;

namespace RtcVoice.Conversation.Calls;

public sealed partial class SocketCall
{
    [LoggerMessage(EventId = 4103, Level = LogLevel.Information, Message = "Call {Call} (WebSocket) ended: {Reason}")]
    private static partial void LogEnded(ILogger logger, string call, PeerCloseReason reason);
}
