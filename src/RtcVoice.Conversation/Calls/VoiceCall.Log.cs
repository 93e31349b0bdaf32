using Microsoft.Extensions.Logging;
using RtcVoice.Conversation.Peer;

namespace RtcVoice.Conversation.Calls;

public sealed partial class VoiceCall
{
    private ILogger Logger => _services.Logger;

    private void LogEnded(string call, PeerCloseReason reason) => LogEnded(Logger, call, reason);

    [LoggerMessage(EventId = 4101, Level = LogLevel.Information, Message = "Call {Call} ended: {Reason}")]
    private static partial void LogEnded(ILogger logger, string call, PeerCloseReason reason);
}
