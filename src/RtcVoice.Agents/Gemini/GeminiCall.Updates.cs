using RtcVoice.Agents.Gemini.Commands;
using RtcVoice.Agents.Gemini.Conversation;
using RtcVoice.Agents.Gemini.Responses;
using RtcVoice.Agents.Gemini.Updates;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Timing;

namespace RtcVoice.Agents.Gemini;

/// <summary>What the upstream tells, and what becomes of it in the call.</summary>
internal sealed partial class GeminiCall
{
    /// <summary>One bad message is let go; an upstream that sends nothing else is of no use.</summary>
    private const int MaxUnusableMessages = 16;

    /// <summary>
    /// What an answer took is told at the end of the turn, which the upstream may put off until it takes the answer to have been
    /// heard. Nobody waits for that.
    /// </summary>
    private static readonly TimeSpan TurnEndPatience = TimeSpan.FromSeconds(1);

    private readonly TurnTranscript _transcript;

    /// <summary>What answers took and was told when they were over: it is told with the next.</summary>
    private ResponseUsage _untold = new();

    private void OnUpdates(GeminiSession session, IReadOnlyList<LiveUpdate> updates)
    {
        foreach (LiveUpdate update in updates)
        {
            if (session == _session)
            {
                OnUpdate(session, update);
            }
        }
    }

    private void OnUpdate(GeminiSession session, LiveUpdate update)
    {
        if (_line.Active is { IsOver: false } active)
        {
            active.Deadline = _clock.GetInstant() + _responsePatience;
        }

        switch (update)
        {
            case PersonWords { Text: var words } when session.Conversation.LastTurn is { } turn:
                _transcript.Add(turn, words);
                break;
            case UsageTold { Usage: var usage }:
                OnUsage(usage);
                break;
            case CallsCancelled { Ids: var ids }:
                foreach (string id in ids)
                {
                    session.Conversation.CancelCall(id);
                }

                break;
            case ResumptionOffered { Handle: var handle } when !session.IsSpent:
                _resumption = session.Conversation.Offer(handle);
                break;
            case GoingAway { TimeLeft: var left }:
                Instant now = _clock.GetInstant();
                session.LeaveBy = left > LeaveMargin ? now + (left - LeaveMargin) : now;
                break;
            case UpstreamFault fault:
                OnFault(fault);
                break;
            case UnusableMessage bad:
                OnUnusable(session, bad);
                break;
            default:
                OnOutput(session, update);
                break;
        }
    }

    private void OnOutput(GeminiSession session, LiveUpdate update)
    {
        switch (update)
        {
            case SpokenSound or SpokenWords or WrittenText or FunctionsCalled:
                if (_line.TakeContent() is { } active)
                {
                    OnContent(session, active, update);
                }
                else if (_line.IsQuiet)
                {
                    OnUnasked(session, update);
                }

                break;
            case GenerationInterrupted:
                _line.Interrupt();
                break;
            case GenerationCompleted when _line.Complete() is { } whole:
                Complete(session, whole);
                break;
            case TurnCompleted { Reason: var reason } when _line.End() is { } ended:
                if (!ended.IsOver)
                {
                    Complete(session, ended);
                }

                Finish(ended, reason);
                break;
        }
    }

    private void OnContent(GeminiSession session, Generation active, LiveUpdate update)
    {
        switch (update)
        {
            case SpokenSound { Pcm: var pcm }:
                OnSound(active, MessageOf(session, active), pcm);
                break;
            case SpokenWords { Text: var text }:
                Say(active, MessageOf(session, active), text);
                break;
            case WrittenText { Text: var text }:
                active.Written.Append(text);
                break;
            case FunctionsCalled { Calls: var calls }:
                OnCalled(session, active, calls);
                break;
        }
    }

    private SpokenOutput MessageOf(GeminiSession session, Generation active)
    {
        if (active.Message is not { } message)
        {
            message = new SpokenOutput(active.Response.BeginMessage());
            active.Message = message;
            session.Conversation.Hold(message.Message.ItemId);
            _known.Set(message.ToItem(ItemStatus.InProgress));
        }

        return message;
    }

    private void Say(Generation active, SpokenOutput message, string text)
    {
        message.AddWords(text);
        _known.Set(message.ToItem(ItemStatus.InProgress));
        active.Feed.Add(() => message.Message.WriteText(text));
    }

    private void OnSound(Generation active, SpokenOutput message, byte[] bytes)
    {
        short[] pcm = message.AddSound(bytes);

        // An answer that is to be read is what is said, in words.
        if (message.Message.IsSpoken && !active.Feed.TryAddSound(message.Message, pcm))
        {
            active.Feed.End(() => active.Response.Fail("upstream_too_far_ahead", "The model says more than can be kept until it is heard; the rest is left out."));
            Drop(active);
        }
    }

    private void OnCalled(GeminiSession session, Generation active, IReadOnlyList<FunctionCall> calls)
    {
        CompleteMessage(session, active);
        foreach (FunctionCall called in calls)
        {
            AgentFunctionCall call = active.Response.BeginFunctionCall(called.Name, called.Id);
            var output = new CallOutput(call, called.Name);
            output.Add(called.Arguments);
            session.Conversation.Hold(call.ItemId);
            session.Conversation.AwaitCall(call.CallId, called.Name);
            _known.SetCallId(call.ItemId, call.CallId);
            _known.Set(output.ToItem(ItemStatus.Completed));
            output.Complete();
        }

        // The turn goes on when they have returned; that is another answer.
        active.IsOver = true;
        _line.Leave();
        Finish(active, null);
    }

    // A model that waits for a function that nobody runs would wait for ever.
    private void OnUnasked(GeminiSession session, LiveUpdate update)
    {
        if (update is FunctionsCalled { Calls: var calls })
        {
            session.Send(LiveCommands.FunctionResponses(
                [.. calls.Select(c => new FunctionOutput(c.Id ?? "", c.Name, "Nobody has asked for anything, so it was not run.", IsError: true))]));
        }

        if (!session.HasSpokenUnasked)
        {
            session.HasSpokenUnasked = true;
            UpstreamLog.Unasked(_logger, _call.Id);
        }
    }

    // All of it is there but the end of the turn.
    private void Complete(GeminiSession session, Generation whole)
    {
        whole.IsOver = true;
        whole.Deadline = _clock.GetInstant() + TurnEndPatience;
        session.HasAnswered = true;
        CompleteMessage(session, whole);
        session.Conversation.Settle();
    }

    private void CompleteMessage(GeminiSession session, Generation whole)
    {
        _transcript.Complete();
        if (whole is { Message: null, Written.Length: > 0 })
        {
            Say(whole, MessageOf(session, whole), whole.Written.ToString());
        }

        if (whole.Message is { } message)
        {
            _known.Set(message.ToItem(ItemStatus.Completed));
            whole.Feed.Add(message.Message.Complete);
        }
    }

    private void Finish(Generation ended, string? reason)
    {
        _attempts.Settle();
        if (ended.Usage is { } usage)
        {
            ended.Response.ReportUsage(Sum(usage, _untold));
            _untold = new ResponseUsage();
        }

        ended.Feed.End(() => End(ended, reason));
    }

    private static void End(Generation ended, string? reason)
    {
        switch (reason)
        {
            case not null when reason.Contains("PROHIBITED", StringComparison.Ordinal) || reason.Contains("SAFETY", StringComparison.Ordinal) || reason == "RESPONSE_REJECTED":
                ended.Response.CompleteUnfinished(IncompleteReason.ContentFilter);
                break;
            case "MAX_TOKENS":
                ended.Response.CompleteUnfinished(IncompleteReason.MaxOutputTokens);
                break;
            case "MALFORMED_FUNCTION_CALL":
                ended.Response.Fail("upstream_malformed_function_call", "The model has tried to call a function and made a mistake in it.");
                break;
            default:
                if (ended.IsBroken)
                {
                    ended.Response.Fail("upstream_cancelled", "The model broke its answer off without having been told to.");
                    break;
                }

                ended.Response.Complete();
                break;
        }
    }

    private void OnUsage(ResponseUsage usage)
    {
        if (_line.FindUsed() is { } active)
        {
            active.Usage = usage;
        }
        else
        {
            _untold = Sum(_untold, usage);
        }
    }

    private static ResponseUsage Sum(ResponseUsage a, ResponseUsage b) => new()
    {
        InputTextTokens = a.InputTextTokens + b.InputTextTokens,
        InputAudioTokens = a.InputAudioTokens + b.InputAudioTokens,
        InputImageTokens = a.InputImageTokens + b.InputImageTokens,
        CachedTokens = a.CachedTokens + b.CachedTokens,
        OutputTextTokens = a.OutputTextTokens + b.OutputTextTokens,
        OutputAudioTokens = a.OutputAudioTokens + b.OutputAudioTokens,
    };

    private void OnFault(UpstreamFault fault)
    {
        UpstreamLog.Fault(_logger, _call.Id, fault.Code, fault.Message);
        if (_line.Active is { IsOver: false } active)
        {
            active.IsOver = true;
            _line.Leave();
            active.Feed.End(() => active.Response.Fail(fault.Code, fault.Message));
            return;
        }

        _call.ReportError(fault.Code, fault.Message);
    }

    private void OnUnusable(GeminiSession session, UnusableMessage bad)
    {
        if (++session.UnusableMessages == MaxUnusableMessages)
        {
            LoseUpstream(bad.Code, "it sends what is none of the protocol's");
            return;
        }

        _call.ReportError(bad.Code, bad.Message);
    }
}
