using Microsoft.Extensions.Logging;

namespace RtcVoice.Agents.Gemini;

internal sealed partial class GeminiCall
{
    [LoggerMessage(EventId = 6101, Level = LogLevel.Warning, Message = "Call {Call} cannot reach its model: {Why}")]
    private partial void LogRefused(string call, string why);

    [LoggerMessage(EventId = 6102, Level = LogLevel.Warning, Message = "Call {Call} has lost the connection to its model: {Why}")]
    private partial void LogLost(string call, string why);

    [LoggerMessage(EventId = 6103, Level = LogLevel.Information, Message = "Call {Call} goes on in another session of its model")]
    private partial void LogRenewed(string call);

    [LoggerMessage(EventId = 6104, Level = LogLevel.Warning, Message = "Call {Call} is told by its model of an error, {Code}: {Why}")]
    private partial void LogFault(string call, string code, string why);

    [LoggerMessage(EventId = 6105, Level = LogLevel.Warning, Message = "Call {Call} cannot take up its model's session again, and begins another: {Why}")]
    private partial void LogNotResumed(string call, string why);

    [LoggerMessage(EventId = 6106, Level = LogLevel.Warning, Message = "Call {Call} lets go of what its model says unasked")]
    private partial void LogUnasked(string call);
}
