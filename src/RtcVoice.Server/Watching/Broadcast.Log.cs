namespace RtcVoice.Server.Watching;

internal sealed partial class Broadcast
{
    [LoggerMessage(EventId = 5301, Level = LogLevel.Warning, Message = "No snapshot of the calls could be taken for those who watch them; the next one may be")]
    private partial void LogNotTaken(Exception e);

    [LoggerMessage(EventId = 5302, Level = LogLevel.Information, Message = "A console was {Waiting} snapshots behind and is let go; it may come again")]
    private partial void LogDropped(int waiting);
}
