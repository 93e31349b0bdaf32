namespace RtcVoice.Server.Storage;

internal sealed partial class SqliteConversationStore
{
    [LoggerMessage(EventId = 5101, Level = LogLevel.Error, Message = "Conversations cannot be written at the moment; what is said is kept in memory and tried again")]
    private partial void LogCannotWrite(Exception exception);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Error, Message = "{Count} changes of conversations were not kept: more was waiting to be written than there is room for")]
    private partial void LogDropped(long count);

    [LoggerMessage(EventId = 5104, Level = LogLevel.Error, Message = "Changes of {Calls} conversations could not be written and are lost")]
    private partial void LogFault(Exception exception, int calls);

    [LoggerMessage(EventId = 5103, Level = LogLevel.Debug, Message = "{Count} old conversations removed")]
    private partial void LogPruned(int count);
}
