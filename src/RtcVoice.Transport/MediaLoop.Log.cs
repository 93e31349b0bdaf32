using Microsoft.Extensions.Logging;

namespace RtcVoice.Transport;

internal sealed partial class MediaLoop
{
    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "Peer {Peer} failed and is closed; this is a fault of ours, please report it")]
    private partial void LogPeerFault(Exception exception, string peer);
}
