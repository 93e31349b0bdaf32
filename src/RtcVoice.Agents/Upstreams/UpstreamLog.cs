using Microsoft.Extensions.Logging;

namespace RtcVoice.Agents.Upstreams;

/// <summary>What is logged of every upstream; the logger's category tells which.</summary>
internal static partial class UpstreamLog
{
    [LoggerMessage(EventId = 6001, Level = LogLevel.Warning, Message = "Call {Call} cannot reach its model: {Why}")]
    public static partial void Refused(ILogger logger, string call, string why);

    [LoggerMessage(EventId = 6002, Level = LogLevel.Warning, Message = "Call {Call} has lost its model's session: {Why}")]
    public static partial void Lost(ILogger logger, string call, string why);

    [LoggerMessage(EventId = 6003, Level = LogLevel.Information, Message = "Call {Call} goes on in another session of its model")]
    public static partial void Renewed(ILogger logger, string call);

    [LoggerMessage(EventId = 6004, Level = LogLevel.Warning, Message = "Call {Call} is told by its model of an error, {Code}: {Why}")]
    public static partial void Fault(ILogger logger, string call, string code, string why);

    [LoggerMessage(EventId = 6005, Level = LogLevel.Warning, Message = "Call {Call} lets go of what its model says unasked")]
    public static partial void Unasked(ILogger logger, string call);
}
