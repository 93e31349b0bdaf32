using System.Globalization;
using System.Text;
using RtcVoice.Agents.OpenAi.Conversation;
using RtcVoice.Agents.OpenAi.Updates;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Timing;

namespace RtcVoice.Agents.OpenAi;

/// <summary>One session of the upstream's: its connection, and what it holds of the conversation.</summary>
internal sealed class UpstreamSession : IAsyncDisposable
{
    private readonly UpstreamLink _link;
    private int _lastEvent;

    private UpstreamSession(UpstreamLink link, KnownConversation known, Instant begun)
    {
        _link = link;
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
        var endpoint = new UpstreamEndpoint(access.Address, "Authorization", $"Bearer {access.Key}");
        UpstreamLink link = await UpstreamLink.OpenAsync(endpoint, AwaitOpenedAsync, patience, clock, cancellation).ConfigureAwait(false);
        return new UpstreamSession(link, known, clock.GetInstant());
    }

    /// <summary>Begins to read.</summary>
    /// <param name="take">Takes an update, and calls what it is given once it has been looked at. Any thread.</param>
    /// <param name="lose">Is told why the connection was lost; once, and last.</param>
    public void Listen(Action<RealtimeUpdate, Action> take, Action<string> lose) => _link.Listen(Read, take, lose);

    /// <summary>Makes an identifier for a command.</summary>
    public string NextEventId() => string.Create(CultureInfo.InvariantCulture, $"event_rtcvoice_{++_lastEvent}");

    /// <summary>Sends a command.</summary>
    public void Send(byte[] command) => _link.Send(command);

    /// <summary>Breaks it off without a farewell, which an upstream that answers nothing would not take.</summary>
    public void Abort() => _link.Abort();

    /// <summary>Ends it and lets go of it; what is told of it behind that is of no use.</summary>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private static async Task AwaitOpenedAsync(UpstreamSocket socket, CancellationToken cancellation)
    {
        while (true)
        {
            UpstreamFrame frame = await socket.ReceiveAsync(cancellation).ConfigureAwait(false);
            switch (frame.Kind)
            {
                case UpstreamFrameKind.Close:
                    throw new UpstreamException("upstream_refused", $"The upstream closes the connection before the session begins. {Encoding.UTF8.GetString(frame.Content.Span)}".TrimEnd());
                case UpstreamFrameKind.Text when RealtimeUpdateReader.Read(frame.Content) is { } update:
                    if (update is SessionOpened)
                    {
                        return;
                    }

                    if (update is UpstreamFault fault)
                    {
                        throw new UpstreamException(fault.Code, $"The upstream refuses the session: {fault.Message}") { IsFinal = fault.Code is "invalid_api_key" or "model_not_found" };
                    }

                    break;
            }
        }
    }

    private static RealtimeUpdate? Read(UpstreamFrame frame) => frame.Kind switch
    {
        UpstreamFrameKind.Text => RealtimeUpdateReader.Read(frame.Content),
        UpstreamFrameKind.TooLarge => new UnusableMessage("upstream_message_too_large", $"The upstream sent a message of more than {UpstreamLink.MaxMessageBytes} bytes, which is left out."),
        _ => new UnusableMessage("upstream_unexpected_bytes", "The upstream sent a message of bytes, which the protocol has none of; it is left out."),
    };
}
