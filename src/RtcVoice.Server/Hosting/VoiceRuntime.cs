using System.Net.Sockets;
using Microsoft.Extensions.Options;
using RtcVoice.Audio.Opus;
using RtcVoice.Audio.Vad;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Storage;
using RtcVoice.Conversation.Tools;
using RtcVoice.Pacing;
using RtcVoice.Server.Storage;
using RtcVoice.Transport;

namespace RtcVoice.Server.Hosting;

/// <summary>
/// Everything that runs beside the web server: media port, pacer, call workers, voice activity model, agent. Starts
/// them in an order in which whatever is missing is said in one line, and stops them with a word to every browser.
/// </summary>
internal sealed partial class VoiceRuntime : IHostedService, IAsyncDisposable
{
    /// <summary>A call that is over leaves the pacer up to 50 ms later than the port; one that takes its place must find room.</summary>
    private const int LeavingCalls = 256;

    private readonly RtcVoiceOptions _options;
    private readonly IReadOnlyList<ServerTool> _tools;
    private readonly ConversationHistory _history;
    private readonly TimeProvider _clock;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private VoiceTransport? _transport;
    private PacingEngine? _pacing;
    private CallWorkers? _workers;
    private SileroModel? _vad;
    private TurnModel? _turnModel;
    private SpeechEncoders? _encoders;
    private CallServices? _callServices;

    public VoiceRuntime(
        IOptions<RtcVoiceOptions> options,
        IEnumerable<IVoiceAgentFactory> agents,
        IEnumerable<ServerTool> tools,
        ConversationHistory history,
        TimeProvider clock,
        ILoggerFactory loggers)
    {
        _options = options.Value;
        _tools = [.. tools];
        _history = history;
        _clock = clock;
        _loggers = loggers;
        _logger = loggers.CreateLogger<VoiceRuntime>();
        Agents = agents.First(a => a.Name.Equals(_options.Agent, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Makes the agents of calls.</summary>
    public IVoiceAgentFactory Agents { get; }

    /// <summary>Completes when calls can be taken.</summary>
    public Task Ready => _ready.Task;

    /// <summary>The media port; there once started.</summary>
    public VoiceTransport Transport => _transport ?? throw NotStarted();

    /// <summary>The pacer; there once started.</summary>
    public PacingEngine Pacing => _pacing ?? throw NotStarted();

    /// <summary>What calls share; there once started.</summary>
    public CallServices CallServices => _callServices ?? throw NotStarted();

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        LogSecurity();
        RequireNamesApart();
        _encoders = Require(() => new SpeechEncoders(new OpusEncoderOptions { Complexity = _options.Opus.Complexity }));
        _vad = Require(LoadVad);
        _turnModel = _options.TurnModel.Length == 0 ? null : Require(() => TurnModel.Load(_options.TurnModel));
        await PrepareAgentAsync(cancellationToken);
        _transport = StartTransport();
        _pacing = PacingEngine.Start(new PacingOptions { MaxCalls = Math.Min(_options.Media.MaxCalls + LeavingCalls, PacingOptions.MostCalls) }, _clock, _loggers.CreateLogger<PacingEngine>());
        _workers = new CallWorkers(Environment.ProcessorCount, _clock, _loggers.CreateLogger<CallWorkers>());
        _callServices = ServicesOfCalls(_history.Store);
        if (!await WarmUp.RunAsync(_transport, ServicesOfCalls(store: null), cancellationToken))
        {
            LogCold();
        }

        LogListening(_transport.LocalEndPoint, Agents.Name);
        _ready.SetResult();
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    /// <summary>Stops everything, in the order in which the parts use each other; also what a failed start has left.</summary>
    public async ValueTask DisposeAsync()
    {
        _ready.TrySetCanceled(CancellationToken.None);
        if (_transport is not null)
        {
            await _transport.DisposeAsync();
        }

        _workers?.Dispose();
        _pacing?.Dispose();
        _encoders?.Dispose();
        _vad?.Dispose();
        _turnModel?.Dispose();
    }

    private CallServices ServicesOfCalls(IConversationStore? store) => new()
    {
        Pacing = _pacing!,
        Workers = _workers!,
        Vad = _vad!,
        TurnModel = _turnModel,
        Encoders = _encoders!,
        AgentName = Agents.Name,
        Tools = _tools,
        Limits = _options.Limits.ToSessionLimits(),
        Interruption = _options.Interruption.ToOptions(),
        Store = store,
        Clock = _clock,
        Logger = _loggers.CreateLogger<VoiceCall>(),
    };

    private VoiceTransport StartTransport()
    {
        MediaOptions media = _options.Media;
        try
        {
            return VoiceTransport.Start(media, _clock, _loggers);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new StartException($"Port {media.Port} is taken, for UDP or for TCP; set RtcVoice:Media:Port to a free one.", e);
        }
        catch (SocketException e)
        {
            throw new StartException($"Media cannot listen on '{media.Bind}' port {media.Port} ({e.Message}); set RtcVoice:Media:Bind to an address of this machine.", e);
        }
    }

    private SileroModel LoadVad() => SileroModel.Load(_options.VadModel.Length == 0 ? null : _options.VadModel);

    private async Task PrepareAgentAsync(CancellationToken cancellation)
    {
        try
        {
            await Agents.PrepareAsync(cancellation);
        }
        catch (Exception e) when (e is InvalidOperationException or DllNotFoundException)
        {
            throw new StartException($"The agent '{Agents.Name}' cannot work: {e.Message}", e);
        }
    }

    /// <summary>Makes what the machine must provide for; what is missing is said in its own words.</summary>
    private static T Require<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception e) when (e is FileNotFoundException or InvalidDataException or DllNotFoundException)
        {
            throw new StartException(e.Message, e);
        }
    }

    private void RequireNamesApart()
    {
        if (_tools.GroupBy(t => t.Function.Name).FirstOrDefault(g => g.Count() > 1) is { } same)
        {
            throw new StartException($"There are {same.Count()} tools named '{same.Key}'; give each AddRtcVoiceTool a function of another name.");
        }
    }

    private static InvalidOperationException NotStarted() => new("The voice runtime has not been started.");

    private void LogSecurity()
    {
        if (_options.ServerKey.Length == 0)
        {
            LogNoServerKey();
        }
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Information, Message = "Media on {EndPoint} (UDP and TCP), agent '{Agent}'; ready for calls")]
    private partial void LogListening(System.Net.IPEndPoint endPoint, string agent);

    [LoggerMessage(EventId = 5003, Level = LogLevel.Warning, Message = "The server could not call itself to warm up; the first call will take longer to connect")]
    private partial void LogCold();

    [LoggerMessage(EventId = 5002, Level = LogLevel.Warning, Message = "No RtcVoice:ServerKey is set: callers on this machine are served without a key, all others refused")]
    private partial void LogNoServerKey();
}
