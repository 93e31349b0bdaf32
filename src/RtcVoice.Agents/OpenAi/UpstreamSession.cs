using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using RtcVoice.Agents.OpenAi.Conversation;
using RtcVoice.Agents.OpenAi.Updates;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Timing;

namespace RtcVoice.Agents.OpenAi;

/// <summary>One session of the upstream's: its connection, and what it holds of the conversation.</summary>
internal sealed class UpstreamSession : IAsyncDisposable
{
    /// <summary>The longest message: two minutes of sound in one piece; the upstream sends less than a second.</summary>
    private const int MaxMessageBytes = 16 * 1024 * 1024;

    /// <summary>Updates that are read and not looked at yet; then the connection waits.</summary>
    private const int MaxUnseen = 256;

    private readonly UpstreamSocket _socket;
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Not disposed of: it holds nothing, and what was read last is looked at when the session is gone.</summary>
    private readonly SemaphoreSlim _unseen = new(MaxUnseen);

    private Task _reading = Task.CompletedTask;
    private int _lastEvent;

    private UpstreamSession(UpstreamSocket socket, KnownConversation known, Instant begun)
    {
        _socket = socket;
        Begun = begun;
        Conversation = new UpstreamConversation(known, Send, NextEventId);
    }

    /// <summary>When it began.</summary>
    public Instant Begun { get; }

    /// <summary>What it holds of the conversation.</summary>
    public UpstreamConversation Conversation { get; }

    /// <summary>True once it has said something aloud: its voice is settled then.</summary>
    public bool HasSpoken { get; set; }

    /// <summary>Messages that could not be used.</summary>
    public int UnusableMessages { get; set; }

    /// <summary>Connects, and waits until the session is there.</summary>
    /// <param name="access">Where.</param>
    /// <param name="known">The conversation.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="clock">Measures time.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="UpstreamException">It did not come about; the message says why.</exception>
    public static async Task<UpstreamSession> OpenAsync(
        OpenAiAccess access, KnownConversation known, TimeSpan patience, TimeProvider clock, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        UpstreamSocket? socket = null;
        try
        {
            socket = await UpstreamSocket.ConnectAsync(access.Address, access.Key, MaxMessageBytes, clock, either.Token).ConfigureAwait(false);
            await AwaitOpenedAsync(socket, either.Token).ConfigureAwait(false);
            var session = new UpstreamSession(socket, known, clock.GetInstant());
            socket = null;
            return session;
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new UpstreamException("upstream_timeout", $"{access.Address.Authority} has not begun a session within {patience.TotalSeconds:0} s.", e);
        }
        catch (WebSocketException e)
        {
            throw new UpstreamException("upstream_unreachable", $"{access.Address.Authority} broke the connection off before the session began.", e);
        }
        finally
        {
            if (socket is not null)
            {
                socket.Abort();
                await socket.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Begins to read.</summary>
    /// <param name="take">Takes an update, and calls what it is given once it has been looked at. Any thread.</param>
    /// <param name="lose">Is told why the connection was lost; once, and last.</param>
    public void Listen(Action<RealtimeUpdate, Action> take, Action<string> lose) => _reading = ReadAsync(take, lose);

    /// <summary>Makes an identifier for a command.</summary>
    public string NextEventId() => string.Create(CultureInfo.InvariantCulture, $"event_rtcvoice_{++_lastEvent}");

    /// <summary>Sends a command.</summary>
    public void Send(byte[] command) => _socket.Send(command);

    /// <summary>Breaks it off without a farewell, which an upstream that answers nothing would not take.</summary>
    public void Abort() => _socket.Abort();

    /// <summary>Ends it and lets go of it; what is told of it behind that is of no use.</summary>
    public async ValueTask DisposeAsync()
    {
        // A read that is called off breaks the connection: the farewell comes first.
        await _socket.DisposeAsync().ConfigureAwait(false);
        await _closing.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _closing.Dispose();
    }

    private static async Task AwaitOpenedAsync(UpstreamSocket socket, CancellationToken cancellation)
    {
        while (true)
        {
            UpstreamFrame frame = await socket.ReceiveAsync(cancellation).ConfigureAwait(false);
            switch (frame.Kind)
            {
                case UpstreamFrameKind.Close:
                    throw new UpstreamException("upstream_refused", $"The upstream closes the connection before the session begins. {Encoding.UTF8.GetString(frame.Utf8.Span)}".TrimEnd());
                case UpstreamFrameKind.Text when RealtimeUpdateReader.Read(frame.Utf8) is { } update:
                    if (update is SessionOpened)
                    {
                        return;
                    }

                    if (update is UpstreamFault fault)
                    {
                        throw new UpstreamException(fault.Code, $"The upstream refuses the session: {fault.Message}");
                    }

                    break;
            }
        }
    }

    private async Task ReadAsync(Action<RealtimeUpdate, Action> take, Action<string> lose)
    {
        try
        {
            while (true)
            {
                UpstreamFrame frame = await _socket.ReceiveAsync(_closing.Token).ConfigureAwait(false);
                if (frame.Kind == UpstreamFrameKind.Close)
                {
                    lose(frame.Utf8.IsEmpty ? "the upstream closed it" : $"the upstream closed it ({Encoding.UTF8.GetString(frame.Utf8.Span)})");
                    return;
                }

                if (Read(frame) is { } update)
                {
                    await _unseen.WaitAsync(_closing.Token).ConfigureAwait(false);
                    take(update, () => _unseen.Release());
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            lose("it broke");
        }
    }

    private static RealtimeUpdate? Read(UpstreamFrame frame) => frame.Kind switch
    {
        UpstreamFrameKind.Text => RealtimeUpdateReader.Read(frame.Utf8),
        UpstreamFrameKind.TooLarge => new UnusableMessage("upstream_message_too_large", $"The upstream sent a message of more than {MaxMessageBytes} bytes, which is left out."),
        _ => new UnusableMessage("upstream_unexpected_bytes", "The upstream sent a message of bytes, which the protocol has none of; it is left out."),
    };
}
