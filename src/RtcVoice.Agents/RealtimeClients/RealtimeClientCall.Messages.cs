using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using RtcVoice.Agents.RealtimeClients.Conversation;
using RtcVoice.Agents.RealtimeClients.Responses;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Timing;

namespace RtcVoice.Agents.RealtimeClients;

/// <summary>What the provider tells, and what becomes of it in the call.</summary>
internal sealed partial class RealtimeClientCall
{
    /// <summary>One bad message is let go; a provider that sends nothing else is of no use.</summary>
    private const int MaxUnusableMessages = 16;

    /// <summary>The longest piece of sound, in base64: two minutes; providers send less than a second.</summary>
    private const int MaxSoundLength = 16 * 1024 * 1024;

    // Nobody puts it into HTML; the default escapes every letter of most of the world.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private void OnMessage(ProviderSession session, RealtimeServerMessage message)
    {
        if (session != _session)
        {
            return;
        }

        if (_active is { IsDropped: false } active)
        {
            active.Deadline = _clock.GetInstant() + _responsePatience;
        }

        switch (message)
        {
            case ErrorRealtimeServerMessage error:
                OnError(session, error);
                break;
            case InputAudioTranscriptionRealtimeServerMessage words:
                OnPersonWords(session, words);
                break;
            case ResponseCreatedRealtimeServerMessage begun when begun.Type == RealtimeServerMessageType.ResponseCreated:
                OnBegun(session, begun);
                break;
            case ResponseCreatedRealtimeServerMessage ended when ended.Type == RealtimeServerMessageType.ResponseDone:
                OnDone(session, ended);
                break;
            case ResponseOutputItemRealtimeServerMessage { Item: { } item } added when added.Type == RealtimeServerMessageType.ConversationItemAdded:
                session.Conversation.OnAdded(item);
                break;
            case ResponseOutputItemRealtimeServerMessage { Item: { } item } output when Of(session, output.ResponseId) is { } whose:
                OnItem(session, whose, item, output.Type == RealtimeServerMessageType.ResponseOutputItemDone);
                break;
            case OutputTextAudioRealtimeServerMessage output when Of(session, output.ResponseId) is { IsDropped: false } wanted:
                OnOutput(session, wanted, output);
                break;
        }
    }

    // Whatever names no answer belongs to the one that is made.
    private ProviderAnswer? Of(ProviderSession session, string? responseId)
    {
        if (_active is not { } active || (responseId is not null && (responseId == session.UnaskedResponse || (active.Id is not null && active.Id != responseId))))
        {
            return null;
        }

        active.HasBegun = true;
        active.Id ??= responseId;
        return active;
    }

    private void OnError(ProviderSession session, ErrorRealtimeServerMessage error)
    {
        string code = error.Error?.ErrorCode is { Length: > 0 } told ? told : "upstream_error";
        string why = error.Error?.Message is { Length: > 0 } text ? text : "The model reports an error and does not say which.";
        if (code == "response_cancel_not_active")
        {
            // It was over when the cancellation got there.
            return;
        }

        UpstreamLog.Fault(_logger, _call.Id, code, why);
        string? origin = session.Commands.OriginOf(error);
        if (origin is not null && session.Conversation.OnRefused(origin) is { } turn)
        {
            _call.FailUserTranscript(turn, code, why);
        }

        // One that names nothing and comes when an answer is awaited is taken for its refusal: nobody is to wait in vain.
        if (_active is { } active && (origin == active.MessageId || (origin is null && !active.HasBegun)))
        {
            _active = null;
            active.Feed.End(() => active.Response.Fail(code, why));
            return;
        }

        _call.ReportError(code, why);
    }

    private void OnPersonWords(ProviderSession session, InputAudioTranscriptionRealtimeServerMessage words)
    {
        if (session.Conversation.TurnOf(words.ItemId) is not { } turn)
        {
            return;
        }

        if (words.Type == RealtimeServerMessageType.InputAudioTranscriptionDelta)
        {
            _call.WriteUserTranscript(turn, words.Transcription ?? "");
        }
        else if (words.Type == RealtimeServerMessageType.InputAudioTranscriptionCompleted)
        {
            _known.SetTranscript(turn, words.Transcription ?? "");
            _call.CompleteUserTranscript(turn, words.Transcription ?? "");
        }
        else if (words.Type == RealtimeServerMessageType.InputAudioTranscriptionFailed)
        {
            _call.FailUserTranscript(turn, words.Error?.ErrorCode ?? "transcription_failed", words.Error?.Message ?? "The model could not make out the words.");
        }
    }

    private void OnBegun(ProviderSession session, ResponseCreatedRealtimeServerMessage begun)
    {
        if (_active is not { HasBegun: false } active)
        {
            // A provider that answers by itself all the same.
            session.UnaskedResponse = begun.ResponseId;
            Cancel(session, begun.ResponseId);
            if (!session.HasAnsweredUnasked)
            {
                session.HasAnsweredUnasked = true;
                UpstreamLog.Unasked(_logger, _call.Id);
            }

            return;
        }

        active.HasBegun = true;
        active.Id = begun.ResponseId;
        if (session.TryGetOutputRate(begun.OutputAudioOptions, out int rate))
        {
            active.SampleRate = rate;
        }

        if (active.IsDropped)
        {
            Cancel(session, active.Id);
        }
    }

    private void OnItem(ProviderSession session, ProviderAnswer active, RealtimeConversationItem item, bool isWhole)
    {
        if (active.IsDropped)
        {
            if (item.Id is { } stray && !active.Messages.ContainsKey(stray) && !active.Whole.Contains(stray) && !active.Strays.Contains(stray))
            {
                active.Strays.Add(stray);
            }

            return;
        }

        FunctionCallContent[] calls = [.. item.Contents.OfType<FunctionCallContent>()];
        if (calls.Length == 0 && item.Role is null or { Value: "assistant" })
        {
            SpokenOutput message = MessageOf(session, active, item.Id);
            if (isWhole)
            {
                CompleteMessage(active, item.Id ?? "", message, string.Concat(item.Contents.OfType<TextContent>().Select(c => c.Text)));
            }
        }
        else if (isWhole)
        {
            foreach (FunctionCallContent call in calls)
            {
                OnCalled(session, active, item.Id, call);
            }
        }
    }

    private void OnCalled(ProviderSession session, ProviderAnswer active, string? providerId, FunctionCallContent called)
    {
        if (called.Name.Length == 0 || !active.Whole.Add(providerId ?? called.CallId))
        {
            return;
        }

        AgentFunctionCall call = active.Response.BeginFunctionCall(called.Name, called.CallId.Length > 0 ? called.CallId : null);
        var output = new CallOutput(call, called.Name);
        output.Add(JsonSerializer.Serialize(called.Arguments ?? new Dictionary<string, object?>(), Plain));
        if (active.IsInConversation)
        {
            session.Conversation.Begin(call.ItemId, providerId);
            _known.SetCallId(call.ItemId, call.CallId);
            _known.Set(output.ToItem(ItemStatus.Completed));
        }

        output.Complete();
    }

    private void OnOutput(ProviderSession session, ProviderAnswer active, OutputTextAudioRealtimeServerMessage output)
    {
        SpokenOutput message = MessageOf(session, active, output.ItemId);
        if (output.Type == RealtimeServerMessageType.OutputAudioDelta && output.Audio is { Length: > 0 } sound)
        {
            OnSound(session, active, message, output, sound);
        }
        else if (output.Type == RealtimeServerMessageType.OutputAudioTranscriptionDelta && output.Text is { Length: > 0 } words)
        {
            Say(active, message, words);
        }
        else if (output.Type == RealtimeServerMessageType.OutputTextDelta && output.Text is { Length: > 0 } text)
        {
            if (!message.Message.IsSpoken)
            {
                Say(active, message, text);
                return;
            }

            string key = output.ItemId ?? "";
            active.Written.TryAdd(key, new StringBuilder());
            active.Written[key].Append(text);
        }
    }

    private SpokenOutput MessageOf(ProviderSession session, ProviderAnswer active, string? providerId)
    {
        string key = providerId ?? "";
        if (!active.Messages.TryGetValue(key, out SpokenOutput? message))
        {
            message = new SpokenOutput(active.Response.BeginMessage());
            active.Messages[key] = message;
            if (active.IsInConversation)
            {
                active.Held[key] = session.Conversation.Begin(message.Message.ItemId, providerId);
            }

            Remember(active, message, ItemStatus.InProgress);
        }

        return message;
    }

    private void Say(ProviderAnswer active, SpokenOutput message, string words)
    {
        message.AddWords(words);
        Remember(active, message, ItemStatus.InProgress);
        active.Feed.Add(() => message.Message.WriteText(words));
    }

    private void OnSound(ProviderSession session, ProviderAnswer active, SpokenOutput message, OutputTextAudioRealtimeServerMessage output, string base64)
    {
        if (!message.Message.IsSpoken)
        {
            // Asked for in writing; what sounds nevertheless has nowhere to go.
            return;
        }

        if (active.SampleRate == 0 && session.TryGetOutputRate(null, out int rate))
        {
            active.SampleRate = rate;
        }

        if (active.SampleRate == 0 || base64.Length > MaxSoundLength || ReadSound(base64) is not { } bytes)
        {
            OnUnusable(session);
            return;
        }

        session.HasSpoken = true;
        short[] pcm = message.AddSound(bytes);
        if (active.Held.TryGetValue(output.ItemId ?? "", out ProviderItem? item))
        {
            item.ContentIndex = output.ContentIndex ?? 0;
            item.Sound += TimeSpan.FromSeconds((double)pcm.Length / active.SampleRate);
        }

        if (!active.Feed.TryAddSound(message.Message, pcm, active.SampleRate))
        {
            active.Feed.End(() => active.Response.Fail("upstream_too_far_ahead", "The model says more than can be kept until it is heard; the rest is left out."));
            Drop(active);
        }
    }

    private static byte[]? ReadSound(string base64)
    {
        byte[] bytes = new byte[base64.Length / 4 * 3 + 3];
        return Convert.TryFromBase64String(base64, bytes, out int count) ? bytes[..count] : null;
    }

    private void OnUnusable(ProviderSession session)
    {
        const string Code = "upstream_unusable_sound";
        if (++session.UnusableMessages == MaxUnusableMessages)
        {
            LoseProvider(Code, "it sends sound that is no PCM in base64");
            return;
        }

        _call.ReportError(Code, "The model sent sound that is no PCM in base64; it is left out.");
    }

    private void CompleteMessage(ProviderAnswer active, string key, SpokenOutput message, string text)
    {
        if (!active.Whole.Add(key))
        {
            return;
        }

        string words = active.Written.TryGetValue(key, out StringBuilder? written) ? written.ToString() : text;
        if (!message.HasWords && words.Length > 0)
        {
            // Of OpenAI's client written words come with the whole item only.
            Say(active, message, words);
        }

        Remember(active, message, ItemStatus.Completed);
        active.Feed.Add(message.Message.Complete);
    }

    private void OnDone(ProviderSession session, ResponseCreatedRealtimeServerMessage ended)
    {
        if (Of(session, ended.ResponseId) is not { } active)
        {
            return;
        }

        foreach (RealtimeConversationItem item in ended.Items ?? [])
        {
            OnItem(session, active, item, isWhole: true);
        }

        if (!active.IsDropped)
        {
            foreach ((string key, SpokenOutput message) in active.Messages.ToArray())
            {
                CompleteMessage(active, key, message, "");
            }
        }

        _active = null;
        _attempts.Settle();
        if (ended.Usage is { } usage)
        {
            active.Response.ReportUsage(UsageReader.Read(usage));
        }

        foreach (string stray in active.IsInConversation ? active.Strays : [])
        {
            session.Conversation.Discard(stray);
        }

        foreach (MessageTruncated cut in active.Cuts)
        {
            session.Conversation.Truncate(cut);
        }

        if (!active.IsDropped)
        {
            active.Feed.End(() => End(active.Response, ended));
        }

        // What was to be told meanwhile.
        Update();
    }

    private static void End(AgentResponse response, ResponseCreatedRealtimeServerMessage ended)
    {
        if (ended.Status == RealtimeResponseStatus.Incomplete)
        {
            // Why is not told; a limit of tokens it is nearly always.
            response.CompleteUnfinished(IncompleteReason.MaxOutputTokens);
        }
        else if (ended.Status == RealtimeResponseStatus.Cancelled)
        {
            response.Fail("upstream_cancelled", "The model broke its answer off without having been told to.");
        }
        else if (ended.Status == RealtimeResponseStatus.Failed || ended.Error is not null)
        {
            response.Fail(ended.Error?.ErrorCode ?? "upstream_failed", ended.Error?.Message is { Length: > 0 } why ? why : "The model could not answer and does not say why.");
        }
        else
        {
            response.Complete();
        }
    }

    private void Remember(ProviderAnswer active, SpokenOutput message, ItemStatus status)
    {
        if (active.IsInConversation)
        {
            _known.Set(message.ToItem(status));
        }
    }
}
