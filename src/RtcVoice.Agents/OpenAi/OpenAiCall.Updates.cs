using RtcVoice.Agents.OpenAi.Commands;
using RtcVoice.Agents.OpenAi.Conversation;
using RtcVoice.Agents.OpenAi.Responses;
using RtcVoice.Agents.OpenAi.Updates;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Timing;

namespace RtcVoice.Agents.OpenAi;

/// <summary>What the upstream tells, and what becomes of it in the call.</summary>
internal sealed partial class OpenAiCall
{
    /// <summary>One bad message is let go; an upstream that sends nothing else is of no use.</summary>
    private const int MaxUnusableMessages = 16;

    /// <summary>A response is refused while one is being made.</summary>
    private const string ActiveResponseCode = "conversation_already_has_active_response";

    private void OnUpdate(UpstreamSession session, RealtimeUpdate update)
    {
        if (session != _session)
        {
            return;
        }

        if (_active is { IsDropped: false } active)
        {
            active.Deadline = _clock.GetInstant() + _responsePatience;
        }

        switch (update)
        {
            case SpeechBegun begun:
                OnSpeechBegun(session, begun);
                break;
            case SpeechEnded ended:
                OnSpeechEnded(session, ended);
                break;
            case TurnCommitted { ItemId: var item }:
                if (!TryEndTurn(session, item))
                {
                    session.Conversation.OnCommitted(item);
                }

                break;
            case TranscriptGrown { ItemId: var item, Delta: var delta } when session.Conversation.Find(item) is { } ours:
                _call.WriteUserTranscript(ours, delta);
                break;
            case TranscriptWhole { ItemId: var item, Transcript: var transcript } when session.Conversation.Find(item) is { } ours:
                _known.SetTranscript(ours, transcript);
                _call.CompleteUserTranscript(ours, transcript);
                break;
            case TranscriptFailed { ItemId: var item } failed when session.Conversation.Find(item) is { } ours:
                _call.FailUserTranscript(ours, failed.Code, failed.Message);
                break;
            case LimitsTold { Limits: var limits }:
                _active?.Response.ReportRateLimits(limits);
                break;
            case UpstreamFault fault:
                OnFault(session, fault);
                break;
            case UnusableMessage bad:
                OnUnusable(session, bad);
                break;
            case ResponseBegun begun:
                OnBegun(session, begun);
                break;
            default:
                if (!TryHold(update))
                {
                    OnOutput(session, update);
                }

                break;
        }
    }

    private void OnFault(UpstreamSession session, UpstreamFault fault)
    {
        if (fault.Code == "response_cancel_not_active")
        {
            // It was over when the cancellation got there.
            return;
        }

        if (fault.Code == ActiveResponseCode && fault.EventId is { } collided && collided == _collided)
        {
            // The upstream had begun to answer by itself: that is the answer.
            _collided = null;
            return;
        }

        UpstreamLog.Fault(_logger, _call.Id, fault.Code, fault.Message);
        if (fault.EventId is { } refused && session.Conversation.OnRefused(refused) is { } turn)
        {
            _call.FailUserTranscript(turn, fault.Code, fault.Message);
        }

        if (fault.EventId is not null && _active is { } active && active.EventId == fault.EventId)
        {
            _active = null;
            active.Feed.End(() => active.Response.Fail(fault.Code, fault.Message));
            return;
        }

        _call.ReportError(fault.Code, fault.Message);
    }

    private void OnUnusable(UpstreamSession session, UnusableMessage bad)
    {
        if (++session.UnusableMessages == MaxUnusableMessages)
        {
            LoseUpstream(bad.Code, "it sends what is none of the protocol's");
            return;
        }

        _call.ReportError(bad.Code, bad.Message);
    }

    private void OnBegun(UpstreamSession session, ResponseBegun begun)
    {
        if (FollowsUpstream && begun.Tag is null && _active is null)
        {
            BeginUnasked(session, begun.ResponseId);
            return;
        }

        // An upstream that gives no marks back makes one response at a time all the same.
        if (_active is not { Id: null } active || (begun.Tag is { } tag && tag != active.Response.Id))
        {
            return;
        }

        active.Id = begun.ResponseId;
        if (FollowsUpstream && begun.Tag is null)
        {
            // Begun by itself, as it seems, just when it was asked for: the command is refused then.
            _isAnswerDue = false;
            _collided = active.EventId;
        }

        if (active.IsDropped)
        {
            session.Send(RealtimeCommands.CancelResponse(session.NextEventId(), begun.ResponseId));
        }
    }

    private void OnOutput(UpstreamSession session, RealtimeUpdate update)
    {
        switch (update)
        {
            case OutputBegun begun when Current(begun.ResponseId) is { } active:
                OnOutputBegun(session, active, begun);
                break;
            case OutputSound sound when Wanted(sound.ResponseId) is { } active && active.Messages.TryGetValue(sound.ItemId, out SpokenOutput? message):
                OnSound(session, active, message, sound);
                break;
            case OutputWords words when Wanted(words.ResponseId) is { } active && active.Messages.TryGetValue(words.ItemId, out SpokenOutput? message):
                message.AddWords(words.Delta);
                Remember(active, message, ItemStatus.InProgress);
                active.Feed.Add(() => message.Message.WriteText(words.Delta));
                break;
            case ArgumentsGrown grown when Wanted(grown.ResponseId)?.Calls.GetValueOrDefault(grown.ItemId) is { } call:
                call.Add(grown.Delta);
                break;
            case ArgumentsWhole whole when Wanted(whole.ResponseId)?.Calls.GetValueOrDefault(whole.ItemId) is { } call:
                call.End(whole.Arguments);
                break;
            case OutputEnded ended when Wanted(ended.ResponseId) is { } active:
                OnOutputEnded(active, ended.ItemId);
                break;
            case ResponseEnded ended when Current(ended.ResponseId) is { } active:
                OnEnded(session, active, ended);
                break;
        }
    }

    private UpstreamResponse? Current(string responseId) => _active?.Id == responseId ? _active : null;

    private UpstreamResponse? Wanted(string responseId) => Current(responseId) is { IsDropped: false } active ? active : null;

    private void OnOutputBegun(UpstreamSession session, UpstreamResponse active, OutputBegun begun)
    {
        if (active.IsDropped)
        {
            active.Strays.Add(begun.ItemId);
            return;
        }

        if (begun.Kind == "message")
        {
            AgentMessage message = active.Response.BeginMessage();
            if (active.IsInConversation)
            {
                active.Held[begun.ItemId] = session.Conversation.Begin(message.ItemId, begun.ItemId);
            }

            var output = new SpokenOutput(message);
            active.Messages[begun.ItemId] = output;
            Remember(active, output, ItemStatus.InProgress);
        }
        else if (begun is { Kind: "function_call", Name.Length: > 0 })
        {
            AgentFunctionCall call = active.Response.BeginFunctionCall(begun.Name, begun.CallId);
            var output = new CallOutput(call, begun.Name);
            active.Calls[begun.ItemId] = output;
            if (active.IsInConversation)
            {
                session.Conversation.Begin(call.ItemId, begun.ItemId);
                _known.SetCallId(call.ItemId, call.CallId);
                _known.Set(output.ToItem(ItemStatus.InProgress));
            }
        }
    }

    private void OnSound(UpstreamSession session, UpstreamResponse active, SpokenOutput message, OutputSound sound)
    {
        if (!message.Message.IsSpoken)
        {
            // Asked for in writing; what sounds nevertheless has nowhere to go.
            return;
        }

        session.HasSpoken = true;
        short[] pcm = message.AddSound(sound.Pcm);
        if (active.Held.TryGetValue(sound.ItemId, out UpstreamItem? item))
        {
            item.ContentIndex = sound.ContentIndex;
            item.SoundSamples += pcm.Length;
            _unheard.Add(message.Message.ItemId);
        }

        if (!active.Feed.TryAddSound(message.Message, pcm))
        {
            active.Feed.End(() => active.Response.Fail("upstream_too_far_ahead", "The model says more than can be kept until it is heard; the rest is left out."));
            Drop(active);
        }
    }

    private void OnOutputEnded(UpstreamResponse active, string upstreamId)
    {
        if (active.Messages.TryGetValue(upstreamId, out SpokenOutput? message))
        {
            Remember(active, message, ItemStatus.Completed);
            active.Feed.Add(message.Message.Complete);
        }
        else if (active.Calls.TryGetValue(upstreamId, out CallOutput? call))
        {
            if (active.IsInConversation)
            {
                _known.Set(call.ToItem(ItemStatus.Completed));
            }

            call.Complete();
        }
    }

    private void OnEnded(UpstreamSession session, UpstreamResponse active, ResponseEnded ended)
    {
        _active = null;
        _attempts.Settle();
        if (ended.Usage is { } usage)
        {
            active.Response.ReportUsage(usage);
        }

        if (active.IsInConversation)
        {
            foreach (string stray in active.Strays)
            {
                session.Send(RealtimeCommands.DeleteItem(session.NextEventId(), stray));
            }
        }

        foreach (MessageTruncated cut in active.Cuts)
        {
            session.Conversation.Truncate(cut.ItemId, cut.Heard);
        }

        if (!active.IsDropped)
        {
            active.Feed.End(() => End(active.Response, ended));
        }
    }

    private static void End(AgentResponse response, ResponseEnded ended)
    {
        switch (ended.Status)
        {
            case "completed":
                response.Complete();
                break;
            case "incomplete":
                response.CompleteUnfinished(ended.Reason == "content_filter" ? IncompleteReason.ContentFilter : IncompleteReason.MaxOutputTokens);
                break;
            case "cancelled":
                response.Fail("upstream_cancelled", "The model broke its answer off without having been told to.");
                break;
            default:
                response.Fail(ended.ErrorCode ?? "upstream_failed", ended.ErrorMessage ?? "The model could not answer and does not say why.");
                break;
        }
    }

    private void Remember(UpstreamResponse active, SpokenOutput message, ItemStatus status)
    {
        if (active.IsInConversation)
        {
            _known.Set(message.ToItem(status));
        }
    }
}
