using Microsoft.Extensions.Logging;

namespace RtcVoice.Agents.Gemini;

internal sealed partial class GeminiCall
{
    [LoggerMessage(EventId = 6101, Level = LogLevel.Warning, Message = "Call {Call} cannot take up its model's session again, and begins another: {Why}")]
    private partial void LogNotResumed(string call, string why);
}
