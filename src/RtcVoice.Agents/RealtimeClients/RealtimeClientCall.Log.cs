using Microsoft.Extensions.Logging;

namespace RtcVoice.Agents.RealtimeClients;

internal sealed partial class RealtimeClientCall
{
    [LoggerMessage(EventId = 6301, Level = LogLevel.Warning, Message = "Call {Call} cannot reach its model: {Why}")]
    private partial void LogRefused(string call, string why);

    [LoggerMessage(EventId = 6302, Level = LogLevel.Warning, Message = "Call {Call} has lost the session of its model: {Why}")]
    private partial void LogLost(string call, string why);

    [LoggerMessage(EventId = 6303, Level = LogLevel.Information, Message = "Call {Call} goes on in another session of its model")]
    private partial void LogRenewed(string call);

    [LoggerMessage(EventId = 6304, Level = LogLevel.Warning, Message = "Call {Call} is told by its model of an error, {Code}: {Why}")]
    private partial void LogFault(string call, string code, string why);

    [LoggerMessage(EventId = 6305, Level = LogLevel.Warning, Message = "Call {Call} lets go of what its model says unasked")]
    private partial void LogUnasked(string call);
}
