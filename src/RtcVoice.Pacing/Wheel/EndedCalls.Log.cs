using Microsoft.Extensions.Logging;

namespace RtcVoice.Pacing.Wheel;

internal sealed partial class EndedCalls
{
    [LoggerMessage(2003, LogLevel.Error, "A call was taken off the pacer because its sink threw.")]
    private partial void LogSinkFault(Exception fault);
}
