using System.Collections.Concurrent;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Responses;
using RtcVoice.Conversation.Session;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.TestKit.Agents;

/// <summary>An answer that an agent gives in a <see cref="StandaloneCall"/>: takes everything at once, unless told otherwise, and keeps it.</summary>
public sealed class RecordedResponse : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal RecordedResponse(string id, ResponseConfig config, IReadOnlyList<ConversationItem> history) =>
        Writer = new AgentResponse(id, config, history, new Recorder(this), _cancellation.Token);

    /// <summary>The agent's end.</summary>
    public AgentResponse Writer { get; }

    /// <summary>The messages begun.</summary>
    public ConcurrentQueue<RecordedMessage> Messages { get; } = new();

    /// <summary>The function calls begun.</summary>
    public ConcurrentQueue<RecordedCall> Calls { get; } = new();

    /// <summary>What the agent said it took, or null.</summary>
    public ResponseUsage? Usage { get; private set; }

    /// <summary>What the agent said its provider allows.</summary>
    public ConcurrentQueue<RateLimit> RateLimits { get; } = new();

    /// <summary>Sound is taken when this is complete, as it is at first.</summary>
    public Task Room { get; set; } = Task.CompletedTask;

    /// <summary>Ends the response as a person who cuts in does.</summary>
    public void Cancel() => _cancellation.Cancel();

    /// <summary>Waits until the agent has ended it, and tells how: <c>completed</c>, <c>incomplete</c>, or the code of a failure.</summary>
    public Task<string> EndedAsync() => _ended.Task.WithinPatienceAsync();

    /// <inheritdoc />
    public void Dispose() => _cancellation.Dispose();

    private sealed class Recorder(RecordedResponse response) : IResponseWriter
    {
        public AgentMessage BeginMessage()
        {
            var message = new RecordedMessage(
                $"item_{response.Writer.Id}_{response.Messages.Count + 1}",
                response.Writer.Config.Modality == OutputModality.Audio,
                () => response.Room,
                response._cancellation.Token);
            response.Messages.Enqueue(message);
            return message.Writer;
        }

        public AgentFunctionCall BeginFunctionCall(string name, string? callId)
        {
            var call = new RecordedCall($"item_{response.Writer.Id}_call_{response.Calls.Count + 1}", name, callId ?? $"call_{response.Calls.Count + 1}");
            response.Calls.Enqueue(call);
            return call.Writer;
        }

        public void ReportRateLimits(IReadOnlyList<RateLimit> limits)
        {
            foreach (RateLimit limit in limits)
            {
                response.RateLimits.Enqueue(limit);
            }
        }

        public void ReportUsage(ResponseUsage usage) => response.Usage = usage;

        public void Complete() => response._ended.TrySetResult("completed");

        public void CompleteUnfinished(IncompleteReason reason) => response._ended.TrySetResult("incomplete");

        public void Fail(string code, string message) => response._ended.TrySetResult(code);
    }
}
