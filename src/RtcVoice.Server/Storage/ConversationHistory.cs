using Microsoft.Extensions.Options;
using RtcVoice.Conversation.Storage;
using RtcVoice.Server.Hosting;

namespace RtcVoice.Server.Storage;

/// <summary>
/// The store of this server: the application's own where it has registered one, otherwise a file, or none. Started before
/// all that writes to it and stopped after.
/// </summary>
internal sealed class ConversationHistory(
    IOptions<RtcVoiceOptions> options, IEnumerable<IConversationStore> own, TimeProvider clock, ILoggerFactory loggers) : IHostedService, IAsyncDisposable
{
    private readonly HistoryOptions _options = options.Value.History;
    private readonly TimeProvider _clock = clock;
    private readonly ILoggerFactory _loggers = loggers;
    private SqliteConversationStore? _file;

    /// <summary>Where conversations are kept; null where they are not.</summary>
    public IConversationStore? Store { get; private set; } = own.LastOrDefault();

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (Store is null && _options.Enabled)
        {
            TimeSpan? maxAge = _options.MaxDays == 0 ? null : TimeSpan.FromDays(_options.MaxDays);
            Store = _file = SqliteConversationStore.Open(_options.FullPath, maxAge, _clock, _loggers.CreateLogger<SqliteConversationStore>());
        }

        return Task.CompletedTask;
    }

    /// <summary>Writes what is not written yet, whatever the time that is left to stop: it takes milliseconds.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;
}
