using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using RtcVoice.Agents.RealtimeClients.Commands;
using RtcVoice.Agents.RealtimeClients.Conversation;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Agent;
using RtcVoice.Timing;

namespace RtcVoice.Agents.RealtimeClients;

/// <summary>
/// One session of the provider's: opened within a time, written to and read by tasks of their own, the latter of which waits
/// for whoever looks at what it has read; and what the session holds of the conversation.
/// </summary>
internal sealed class ProviderSession : IAsyncDisposable
{
    /// <summary>Messages that are read and not looked at yet; then the provider waits, as far as its client has it wait.</summary>
    private const int MaxUnseen = 256;

    /// <summary>Ten minutes of a turn at 24 kHz: a provider that has not taken that much takes nothing.</summary>
    private const int MaxQueuedBytes = 28 * 1024 * 1024;

    private const int MinRate = 8_000;
    private const int MaxRate = 48_000;

    /// <summary>How long a client may take to let go of its session; nobody waits any longer.</summary>
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    private readonly IRealtimeClientSession _session;
    private readonly TimeProvider _clock;
    private readonly int _askedRate;
    private readonly Channel<RealtimeClientMessage> _outgoing = Channel.CreateUnbounded<RealtimeClientMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Not disposed of: it holds nothing, and what was read last is looked at when the session is gone.</summary>
    private readonly SemaphoreSlim _unseen = new(MaxUnseen);

    private Task _working = Task.CompletedTask;
    private Action<string> _lose = static _ => { };
    private Action _outdate = static () => { };
    private long _queuedBytes;
    private int _lastMessage;
    private int _isLost;

    private ProviderSession(
        IRealtimeClientSession session, RealtimeClientOptions options, KnownConversation known, IReadOnlyDictionary<string, MessageTruncated> cuts, TimeProvider clock)
    {
        _session = session;
        _clock = clock;
        _askedRate = options.OutputSampleRate;
        Begun = clock.GetInstant();
        Commands = ProviderCommands.For(session);
        if (!TryGetRate(session.Options?.InputAudioFormat, options.InputSampleRate, out int inputRate))
        {
            throw WrongSound("takes", session.Options!.InputAudioFormat!);
        }

        if (!TryGetOutputRate(null, out _))
        {
            throw WrongSound("says", session.Options!.OutputAudioFormat!);
        }

        Conversation = new ProviderConversation(known, cuts, Commands, inputRate, Send, NextMessageId);
    }

    /// <summary>When it began.</summary>
    public Instant Begun { get; }

    /// <summary>Makes messages that not every provider takes.</summary>
    public ProviderCommands Commands { get; }

    /// <summary>What it holds of the conversation.</summary>
    public ProviderConversation Conversation { get; }

    /// <summary>True once it has said something aloud: its voice is settled then.</summary>
    public bool HasSpoken { get; set; }

    /// <summary>Messages that could not be used.</summary>
    public int UnusableMessages { get; set; }

    /// <summary>An answer that nobody asked for, by its identifier there: what comes of it is let go.</summary>
    public string? UnaskedResponse { get; set; }

    /// <summary>True once it was told of in the log that something came unasked.</summary>
    public bool HasAnsweredUnasked { get; set; }

    /// <summary>Opens one.</summary>
    /// <param name="client">Begins it.</param>
    /// <param name="request">What it is to be.</param>
    /// <param name="options">What else is configured.</param>
    /// <param name="known">The conversation.</param>
    /// <param name="cuts">What was cut, by message.</param>
    /// <param name="clock">Measures time.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="UpstreamException">It did not come about; the message says why.</exception>
    public static async Task<ProviderSession> OpenAsync(
        IRealtimeClient client,
        RealtimeSessionOptions request,
        RealtimeClientOptions options,
        KnownConversation known,
        IReadOnlyDictionary<string, MessageTruncated> cuts,
        TimeProvider clock,
        CancellationToken cancellation)
    {
        var patience = TimeSpan.FromSeconds(options.ConnectTimeoutSeconds);
        using var late = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        Task<IRealtimeClientSession>? beginning = null;
        IRealtimeClientSession session;
        try
        {
            beginning = client.CreateSessionAsync(request, either.Token);
            session = await beginning.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            _ = LetGoAsync(beginning);
            cancellation.ThrowIfCancellationRequested();
            throw new UpstreamException("upstream_timeout", $"The provider has not begun a session within {patience.TotalSeconds:0} s.", e);
        }
        catch (Exception e)
        {
            throw ProviderRefusal.IsFinal(e)
                ? new UpstreamException("upstream_refused", $"The provider refuses the session: {e.Message}", e) { IsFinal = true }
                : new UpstreamException("upstream_unreachable", $"The provider does not begin a session: {e.Message}", e);
        }

        try
        {
            return new ProviderSession(session, options, known, cuts, clock);
        }
        catch (UpstreamException)
        {
            _ = LetGoAsync(beginning);
            throw;
        }
    }

    /// <summary>Begins to write and to read.</summary>
    /// <param name="take">Takes a message, and calls what it is given once it has been looked at. Any thread.</param>
    /// <param name="lose">Is told why the session was lost; once at most.</param>
    /// <param name="outdate">Is told that the session cannot be configured anew.</param>
    public void Listen(Action<RealtimeServerMessage, Action> take, Action<string> lose, Action outdate)
    {
        _lose = lose;
        _outdate = outdate;
        _working = Task.WhenAll(ReadAsync(take), WriteAsync());
    }

    /// <summary>Makes an identifier for a message.</summary>
    public string NextMessageId() => string.Create(CultureInfo.InvariantCulture, $"event_rtcvoice_{++_lastMessage}");

    /// <summary>Sends a message behind those sent before. Nothing happens when the session is lost.</summary>
    public void Send(RealtimeClientMessage message)
    {
        if (Interlocked.Add(ref _queuedBytes, LengthOf(message)) > MaxQueuedBytes)
        {
            Lose("it does not take what it is sent");
        }
        else
        {
            _outgoing.Writer.TryWrite(message);
        }
    }

    /// <summary>The rate of what is said: as the provider says it, or as it was asked for.</summary>
    /// <param name="told">What it says of one answer, or null.</param>
    /// <param name="rate">Samples a second.</param>
    /// <returns>False when it is no PCM, or of a rate that is no voice's.</returns>
    public bool TryGetOutputRate(RealtimeAudioFormat? told, out int rate) => TryGetRate(told ?? _session.Options?.OutputAudioFormat, _askedRate, out rate);

    /// <summary>Ends it and lets go of it; what is told of it behind that is of no use.</summary>
    public async ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref _isLost, 1);
        _outgoing.Writer.TryComplete();
        await _closing.CancelAsync().ConfigureAwait(false);
        try
        {
            await _session.DisposeAsync().AsTask().WaitAsync(ClosePatience, _clock).ConfigureAwait(false);
            await _working.WaitAsync(ClosePatience, _clock).ConfigureAwait(false);
            _closing.Dispose();
        }
        catch (Exception)
        {
            // It is somebody else's code, and the session is over whatever it throws.
        }
    }

    private static bool TryGetRate(RealtimeAudioFormat? told, int asked, out int rate)
    {
        rate = told is { SampleRate: > 0 } ? told.SampleRate : asked;
        return told?.MediaType is null or "" or "audio/pcm" or "audio/l16" or "audio/L16" && rate is >= MinRate and <= MaxRate;
    }

    private static UpstreamException WrongSound(string verb, RealtimeAudioFormat format) => new(
        "upstream_audio_format", $"The provider {verb} {format.MediaType} of {format.SampleRate} Hz; only PCM of 16 bits and {MinRate} to {MaxRate} Hz is spoken here.")
    { IsFinal = true };

    private static int LengthOf(RealtimeClientMessage message) =>
        message is InputAudioBufferAppendRealtimeClientMessage { Content: { } sound } ? sound.Data.Length : 0;

    private static async Task LetGoAsync(Task<IRealtimeClientSession>? beginning)
    {
        try
        {
            if (beginning is not null)
            {
                IRealtimeClientSession late = await beginning.ConfigureAwait(false);
                await late.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // It was given up for lost before.
        }
    }

    private async Task WriteAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await foreach (RealtimeClientMessage message in _outgoing.Reader.ReadAllAsync(_closing.Token).ConfigureAwait(false))
            {
                await WriteAsync(message).ConfigureAwait(false);
                Interlocked.Add(ref _queuedBytes, -LengthOf(message));
            }
        }
        catch (Exception e)
        {
            Lose(e.Message);
        }
    }

    private async Task WriteAsync(RealtimeClientMessage message)
    {
        try
        {
            await _session.SendAsync(message, _closing.Token).ConfigureAwait(false);
        }
        catch (NotSupportedException) when (message is SessionUpdateRealtimeClientMessage)
        {
            // It cannot be configured anew: another session can.
            _outdate();
        }
    }

    private async Task ReadAsync(Action<RealtimeServerMessage, Action> take)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await foreach (RealtimeServerMessage message in _session.GetStreamingResponseAsync(_closing.Token).ConfigureAwait(false))
            {
                await _unseen.WaitAsync(_closing.Token).ConfigureAwait(false);
                take(message, () => _unseen.Release());
            }

            Lose("the provider ended it");
        }
        catch (Exception e)
        {
            Lose(e.Message);
        }
    }

    private void Lose(string why)
    {
        if (Interlocked.Exchange(ref _isLost, 1) == 0)
        {
            _lose(why);
        }
    }
}
