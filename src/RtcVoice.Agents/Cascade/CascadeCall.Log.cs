using Microsoft.Extensions.Logging;

namespace RtcVoice.Agents.Cascade;

internal sealed partial class CascadeCall
{
    [LoggerMessage(EventId = 6201, Level = LogLevel.Warning, Message = "Call {Call} is not served by its cascade, {Code}: {Why}")]
    private partial void LogFailed(string call, string code, string why);

    [LoggerMessage(EventId = 6202, Level = LogLevel.Error, Message = "Call {Call} has lost an answer to a fault")]
    private partial void LogFault(Exception fault, string call);
}
