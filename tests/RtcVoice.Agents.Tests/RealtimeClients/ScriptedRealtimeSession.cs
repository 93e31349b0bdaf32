using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Agents.Tests.RealtimeClients;

/// <summary>A session of a <see cref="ScriptedRealtimeClient"/>: it keeps what it is told, and says what the test has it say.</summary>
internal sealed class ScriptedRealtimeSession(RealtimeSessionOptions asked, RealtimeSessionOptions? granted, bool isSetOnce) : IRealtimeClientSession
{
    private readonly Channel<RealtimeServerMessage> _messages = Channel.CreateUnbounded<RealtimeServerMessage>();
    private readonly ConcurrentQueue<RealtimeClientMessage> _sent = new();

    /// <summary>What the client wanted it to be.</summary>
    public RealtimeSessionOptions Asked { get; } = asked;

    public RealtimeSessionOptions? Options { get; } = granted;

    public bool IsDisposed { get; private set; }

    /// <summary>Sound that has come up since the last commit, and of each commit.</summary>
    public List<short[]> Turns { get; } = [];

    /// <summary>What it was told, in order, in words; sound aside.</summary>
    public IReadOnlyList<string> Told => [.. _sent.Select(Describe).OfType<string>()];

    public IEnumerable<T> Of<T>()
        where T : RealtimeClientMessage => _sent.OfType<T>();

    /// <summary>Samples that came up and are of no turn yet.</summary>
    public int Pending
    {
        get
        {
            lock (_buffered)
            {
                return _buffered.Count / sizeof(short);
            }
        }
    }

    private readonly List<byte> _buffered = [];

    public Task SendAsync(RealtimeClientMessage message, CancellationToken cancellationToken = default)
    {
        if (message is SessionUpdateRealtimeClientMessage && isSetOnce)
        {
            throw new NotSupportedException("It is set once.");
        }

        lock (_buffered)
        {
            if (message is InputAudioBufferAppendRealtimeClientMessage { Content: { } sound })
            {
                _buffered.AddRange(sound.Data.Span);
            }
            else if (message is InputAudioBufferCommitRealtimeClientMessage)
            {
                Turns.Add(MemoryMarshal.Cast<byte, short>(CollectionsMarshal.AsSpan(_buffered)).ToArray());
                _buffered.Clear();
            }
        }

        _sent.Enqueue(message);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<RealtimeServerMessage> GetStreamingResponseAsync(CancellationToken cancellationToken = default) =>
        _messages.Reader.ReadAllAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    /// <summary>Waits until so many answers are wanted, and gives the message that asked for the last.</summary>
    public async Task<CreateResponseRealtimeClientMessage> AskedForAsync(int count = 1)
    {
        await Eventually.IsTrueAsync(() => Of<CreateResponseRealtimeClientMessage>().Count() >= count, $"answer {count} is wanted");
        return Of<CreateResponseRealtimeClientMessage>().ElementAt(count - 1);
    }

    public void Say(RealtimeServerMessage message) => _messages.Writer.TryWrite(message);

    public void Begin(string? response) => Say(new ResponseCreatedRealtimeServerMessage(RealtimeServerMessageType.ResponseCreated) { ResponseId = response });

    public void Words(string? response, string? item, string words) =>
        Say(new OutputTextAudioRealtimeServerMessage(RealtimeServerMessageType.OutputAudioTranscriptionDelta) { ResponseId = response, ItemId = item, Text = words });

    public void Sound(string? response, string? item, int samples)
    {
        string audio = Convert.ToBase64String(new byte[samples * sizeof(short)]);
        Say(new OutputTextAudioRealtimeServerMessage(RealtimeServerMessageType.OutputAudioDelta) { ResponseId = response, ItemId = item, Audio = audio });
    }

    public void Call(string? response, string item, string name, string callId, Dictionary<string, object?> arguments) =>
        Say(new ResponseOutputItemRealtimeServerMessage(RealtimeServerMessageType.ResponseOutputItemDone)
        {
            ResponseId = response,
            Item = new RealtimeConversationItem([new FunctionCallContent(callId, name, arguments)], item),
        });

    public void Done(string? response, string? status = "completed", UsageDetails? usage = null) =>
        Say(new ResponseCreatedRealtimeServerMessage(RealtimeServerMessageType.ResponseDone) { ResponseId = response, Status = status, Usage = usage });

    /// <summary>Answers with one spoken message.</summary>
    public void Answer(string? response, string? item, string words, int samples)
    {
        Begin(response);
        Words(response, item, words);
        Sound(response, item, samples);
        Done(response);
    }

    /// <summary>The stream ends, with an exception or without.</summary>
    public void Drop(Exception? fault = null) => _messages.Writer.TryComplete(fault);

    private static string? Describe(RealtimeClientMessage message) => message switch
    {
        CreateConversationItemRealtimeClientMessage { Item: { } item } => $"{item.Role?.Value ?? "tool"}: {Describe(item.Contents.Single())}",
        InputAudioBufferCommitRealtimeClientMessage => "commit",
        CreateResponseRealtimeClientMessage => "answer",
        SessionUpdateRealtimeClientMessage => "configure",
        _ => null,
    };

    private static string Describe(AIContent content) => content switch
    {
        TextContent text => text.Text,
        FunctionCallContent call => $"{call.Name}({string.Join(", ", call.Arguments!.Select(a => $"{a.Key}={a.Value}"))})",
        FunctionResultContent result => $"{result.CallId} returned {result.Result}",
        _ => content.GetType().Name,
    };
}
