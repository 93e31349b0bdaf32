using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.TestKit.Upstreams;

/// <summary>
/// A session of a <see cref="RealtimeStandIn"/>. It answers commands as OpenAI does: items are added, committed, cut and
/// deleted, responses begin one at a time and can be cancelled, and what cannot be done is an error.
/// </summary>
public sealed partial class StandInSession : IAsyncDisposable
{
    private const int BytesPerSecond = 24_000 * sizeof(short);

    /// <summary>200 ms of 200 Hz: whole waves, so that pieces fit together.</summary>
    private static readonly byte[] Tone = MemoryMarshal.AsBytes<short>(
        [.. Enumerable.Range(0, BytesPerSecond / 5 / sizeof(short)).Select(i => (short)(6000 * Math.Sin(2 * Math.PI * i / 120)))]).ToArray();

    private readonly StandInSocket _socket;
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<JsonElement> _commands = new();
    private readonly List<StandInItem> _items = [];
    private readonly List<byte> _buffered = [];
    private int _last;

    internal StandInSession(StandInSocket socket) => _socket = socket;

    /// <summary>What was asked for.</summary>
    public Uri Address => _socket.Address;

    /// <summary>All that the client has sent.</summary>
    public IReadOnlyCollection<JsonElement> Commands => _commands;

    /// <summary>Whether a cancellation is taken and nothing told of it.</summary>
    public bool IgnoresCancel { get; set; }

    /// <summary>Whether responses bear the metadata that they were asked for with, as not all that speak the protocol have them do.</summary>
    public bool GivesMetadataBack { get; set; } = true;

    /// <summary>Makes each response as soon as it has begun; null where the test does.</summary>
    public Func<StandInSession, string, Task>? Model { get; init; }

    /// <summary>Whether responses are refused, as when one is made of which the client does not know yet.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Whether it begins a response by itself just before it takes the next command for one, which it refuses then.</summary>
    public bool BeginsJustBefore { get; set; }

    /// <summary>The response that is being made, or null.</summary>
    public string? ActiveResponse { get; private set; }

    /// <summary>The conversation as it is held there.</summary>
    public IReadOnlyList<StandInItem> Items
    {
        get
        {
            lock (_gate)
            {
                return [.. _items];
            }
        }
    }

    /// <summary>Waits for the client's command of a type, so many of them, and gives the last.</summary>
    public async Task<JsonElement> CommandAsync(string type, int count = 1)
    {
        await Eventually.IsTrueAsync(() => Of(type).Count() >= count, $"{type} {count}").ConfigureAwait(false);
        return Of(type).ElementAt(count - 1);
    }

    /// <summary>The client's commands of a type.</summary>
    public IEnumerable<JsonElement> Of(string type) => _commands.Where(c => c.GetProperty("type").GetString() == type);

    /// <summary>Waits until a response is wanted and has begun, so many of them, and gives its identifier.</summary>
    public async Task<string> ResponseAsync(int count = 1)
    {
        await CommandAsync("response.create", count).ConfigureAwait(false);
        await Eventually.IsTrueAsync(() => ActiveResponse is not null, "the response begins").ConfigureAwait(false);
        return ActiveResponse!;
    }

    /// <summary>Begins a message of a response.</summary>
    /// <returns>The item.</returns>
    public async Task<StandInItem> BeginMessageAsync(string response)
    {
        StandInItem item = Add(new StandInItem(NextId("item")));
        await SendAsync(new { type = "response.output_item.added", response_id = response, output_index = 0, item = new { id = item.Id, type = "message", role = "assistant", status = "in_progress", content = Array.Empty<object>() } }).ConfigureAwait(false);
        await SendAsync(new { type = "response.content_part.added", response_id = response, item_id = item.Id, output_index = 0, content_index = 0, part = new { type = "audio", transcript = "" } }).ConfigureAwait(false);
        return item;
    }

    /// <summary>Says something: words, then sound in pieces, as fast as they go.</summary>
    /// <param name="response">The response.</param>
    /// <param name="item">Its message.</param>
    /// <param name="words">The words; empty for none.</param>
    /// <param name="sound">How much sound.</param>
    /// <param name="piece">How much of it at a time, up to 200 ms, which it is when null.</param>
    public async Task SayAsync(string response, StandInItem item, string words, TimeSpan sound, TimeSpan? piece = null)
    {
        TimeSpan length = piece ?? TimeSpan.FromMilliseconds(200);
        byte[] delta = Tone[..(int)(length.TotalSeconds * BytesPerSecond)];
        if (words.Length > 0)
        {
            await SendAsync(new { type = "response.output_audio_transcript.delta", response_id = response, item_id = item.Id, output_index = 0, content_index = 0, delta = words }).ConfigureAwait(false);
        }

        for (TimeSpan said = TimeSpan.Zero; said < sound; said += length)
        {
            await SayAsync(response, item, delta).ConfigureAwait(false);
        }
    }

    /// <summary>Says a piece of sound.</summary>
    /// <param name="response">The response.</param>
    /// <param name="item">Its message.</param>
    /// <param name="pcm">PCM16 at 24 kHz.</param>
    public Task SayAsync(string response, StandInItem item, byte[] pcm)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(pcm);
        lock (_gate)
        {
            item.Sound += TimeSpan.FromSeconds((double)pcm.Length / BytesPerSecond);
        }

        return SendAsync(new { type = "response.output_audio.delta", response_id = response, item_id = item.Id, output_index = 0, content_index = 0, delta = pcm });
    }

    /// <summary>Ends a message.</summary>
    public Task EndMessageAsync(string response, StandInItem item) => SendAsync(
        new { type = "response.output_item.done", response_id = response, output_index = 0, item = new { id = item.Id, type = "message", role = "assistant", status = "completed" } });

    /// <summary>Calls a function, in pieces.</summary>
    public async Task CallAsync(string response, string name, string callId, string arguments)
    {
        StandInItem item = Add(new StandInItem(NextId("item"), ToJson(new { type = "function_call", name, call_id = callId, arguments })));
        await SendAsync(new { type = "response.output_item.added", response_id = response, output_index = 0, item = new { id = item.Id, type = "function_call", name, call_id = callId, arguments = "" } }).ConfigureAwait(false);
        await SendAsync(new { type = "response.function_call_arguments.delta", response_id = response, item_id = item.Id, output_index = 0, call_id = callId, delta = arguments[..(arguments.Length / 2)] }).ConfigureAwait(false);
        await SendAsync(new { type = "response.function_call_arguments.done", response_id = response, item_id = item.Id, output_index = 0, call_id = callId, arguments }).ConfigureAwait(false);
        await SendAsync(new { type = "response.output_item.done", response_id = response, output_index = 0, item = new { id = item.Id, type = "function_call", status = "completed", name, call_id = callId, arguments } }).ConfigureAwait(false);
    }

    /// <summary>Ends a response.</summary>
    /// <param name="response">Which.</param>
    /// <param name="status">How.</param>
    /// <param name="details">Why, or null.</param>
    public async Task FinishAsync(string response, string status = "completed", object? details = null)
    {
        ActiveResponse = null;
        await SendAsync(new
        {
            type = "response.done",
            response = new
            {
                id = response,
                @object = "realtime.response",
                status,
                status_details = details,
                output = Array.Empty<object>(),
                usage = new { total_tokens = 30, input_tokens = 10, output_tokens = 20, input_token_details = new { text_tokens = 4, audio_tokens = 6, cached_tokens = 2 }, output_token_details = new { text_tokens = 5, audio_tokens = 15 } },
            },
        }).ConfigureAwait(false);
    }

    /// <summary>Answers a response with one spoken message.</summary>
    /// <returns>The item.</returns>
    public async Task<StandInItem> AnswerAsync(string response, string words, TimeSpan sound)
    {
        StandInItem item = await BeginMessageAsync(response).ConfigureAwait(false);
        await SayAsync(response, item, words, sound).ConfigureAwait(false);
        await EndMessageAsync(response, item).ConfigureAwait(false);
        await FinishAsync(response).ConfigureAwait(false);
        return item;
    }

    /// <summary>Sends an event.</summary>
    public Task SendAsync(object happening) => SendTextAsync(ToNode(happening).ToJsonString());

    /// <summary>Sends whatever text.</summary>
    public Task SendTextAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    /// <summary>Sends bytes.</summary>
    public Task SendBytesAsync(byte[] bytes) => _socket.SendAsync(bytes, WebSocketMessageType.Binary);

    /// <summary>Breaks the connection without a word.</summary>
    public void Abort() => _socket.Abort();

    /// <summary>Closes the connection with a reason.</summary>
    public Task CloseAsync(string reason) => _socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, reason);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    internal async Task BeginAsync()
    {
        await SendAsync(new { type = "session.created", session = new { id = NextId("sess"), type = "realtime", @object = "realtime.session" } }).ConfigureAwait(false);
        _socket.Read(async command =>
        {
            await CarryOutAsync(command).ConfigureAwait(false);
            _commands.Enqueue(command);
        });
    }

    private Task CarryOutAsync(JsonElement command) => command.GetProperty("type").GetString() switch
    {
        "session.update" => UpdateAsync(command.GetProperty("session")),
        "input_audio_buffer.append" => Append(command),
        "input_audio_buffer.clear" => ClearAsync(),
        "input_audio_buffer.commit" => CommitAsync(command),
        "conversation.item.create" => CreateAsync(command, command.GetProperty("item")),
        "conversation.item.truncate" => TruncateAsync(command, Find(command)),
        "conversation.item.delete" => DeleteAsync(command, Find(command)),
        "response.create" => RespondAsync(command),
        "response.cancel" => CancelAsync(command),
        _ => RefuseAsync(command, "unknown_event"),
    };

    private Task Append(JsonElement command)
    {
        byte[] pcm = command.GetProperty("audio").GetBytesFromBase64();
        lock (_gate)
        {
            _buffered.AddRange(pcm);
            _heardBytes += pcm.Length;
        }

        return Task.CompletedTask;
    }

    private Task ClearAsync()
    {
        lock (_gate)
        {
            _buffered.Clear();
        }

        return SendAsync(new { type = "input_audio_buffer.cleared" });
    }

    private async Task CommitAsync(JsonElement command)
    {
        byte[] pcm;
        lock (_gate)
        {
            pcm = [.. _buffered];
            _buffered.Clear();
        }

        var sound = TimeSpan.FromSeconds((double)pcm.Length / BytesPerSecond);
        if (sound < TimeSpan.FromMilliseconds(100))
        {
            await RefuseAsync(command, "input_audio_buffer_commit_empty").ConfigureAwait(false);
            return;
        }

        StandInItem item = Add(new StandInItem(NextId("item")) { Sound = sound, Pcm = pcm });
        await TellCommittedAsync(item).ConfigureAwait(false);
    }

    private async Task TellCommittedAsync(StandInItem item)
    {
        await SendAsync(new { type = "input_audio_buffer.committed", item_id = item.Id, previous_item_id = (string?)null }).ConfigureAwait(false);
        await SendAsync(new { type = "conversation.item.added", item = new { id = item.Id, type = "message", role = "user" } }).ConfigureAwait(false);
    }

    private Task CreateAsync(JsonElement command, JsonElement json)
    {
        string id = json.TryGetProperty("id", out JsonElement given) ? given.GetString()! : NextId("item");
        string? previous = command.TryGetProperty("previous_item_id", out JsonElement before) ? before.GetString() : null;
        lock (_gate)
        {
            int index = previous switch
            {
                null => _items.Count,
                "root" => 0,
                _ => _items.FindIndex(i => i.Id == previous) + 1,
            };
            if (id.Length > 32 || _items.Exists(i => i.Id == id) || (index == 0 && previous is not (null or "root")))
            {
                return RefuseAsync(command, "invalid_item");
            }

            _items.Insert(index, new StandInItem(id, json));
        }

        return SendAsync(new { type = "conversation.item.added", item = json, previous_item_id = previous });
    }

    private Task TruncateAsync(JsonElement command, StandInItem? item)
    {
        var end = TimeSpan.FromMilliseconds(command.GetProperty("audio_end_ms").GetInt64());
        if (item is null || end > item.Sound)
        {
            return RefuseAsync(command, "invalid_truncation");
        }

        item.Truncated = end;
        return SendAsync(new { type = "conversation.item.truncated", item_id = item.Id, content_index = 0, audio_end_ms = (long)end.TotalMilliseconds });
    }

    private Task DeleteAsync(JsonElement command, StandInItem? item)
    {
        if (item is null)
        {
            return RefuseAsync(command, "item_not_found");
        }

        lock (_gate)
        {
            _items.Remove(item);
        }

        return SendAsync(new { type = "conversation.item.deleted", item_id = item.Id });
    }

    private async Task RespondAsync(JsonElement command)
    {
        if (BeginsJustBefore)
        {
            BeginsJustBefore = false;
            await BeginByItselfAsync().ConfigureAwait(false);
        }

        if (ActiveResponse is not null || IsBusy)
        {
            await RefuseAsync(command, "conversation_already_has_active_response").ConfigureAwait(false);
            return;
        }

        string id = NextId("resp");
        ActiveResponse = id;
        JsonElement? metadata = command.TryGetProperty("response", out JsonElement response) && response.TryGetProperty("metadata", out JsonElement given) && GivesMetadataBack ? given : null;
        await SendAsync(new { type = "response.created", response = new { id, @object = "realtime.response", status = "in_progress", metadata } }).ConfigureAwait(false);
        _ = Model?.Invoke(this, id);
    }

    private Task CancelAsync(JsonElement command)
    {
        if (ActiveResponse is not { } active || (command.TryGetProperty("response_id", out JsonElement id) && id.GetString() != active))
        {
            return RefuseAsync(command, "response_cancel_not_active");
        }

        return IgnoresCancel ? Task.CompletedTask : FinishAsync(active, "cancelled", new { type = "cancelled", reason = "client_cancelled" });
    }

    private Task RefuseAsync(JsonElement command, string code) => SendAsync(new
    {
        type = "error",
        error = new { type = "invalid_request_error", code, message = $"Refused: {code}.", event_id = command.TryGetProperty("event_id", out JsonElement id) ? id.GetString() : null },
    });

    private StandInItem Add(StandInItem item)
    {
        lock (_gate)
        {
            _items.Add(item);
        }

        return item;
    }

    private StandInItem? Find(JsonElement command)
    {
        string? id = command.GetProperty("item_id").GetString();
        lock (_gate)
        {
            return _items.Find(i => i.Id == id);
        }
    }

    private string NextId(string prefix) => $"{prefix}_upstream_{Interlocked.Increment(ref _last)}";

    private JsonNode ToNode(object happening)
    {
        JsonNode node = JsonSerializer.SerializeToNode(happening)!;
        node["event_id"] = NextId("event");
        return node;
    }

    private static JsonElement ToJson(object item) => JsonSerializer.SerializeToElement(item);
}
