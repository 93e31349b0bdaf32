using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using RtcVoice.Agents.Cascade.Prompts;
using RtcVoice.Agents.Cascade.Stages;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Agents.Cascade.Answers;

/// <summary>One answer: waits for the person's words, asks the model, and says or writes what it says. A cut ends all of it at once.</summary>
/// <param name="response">The call's end of it.</param>
/// <param name="stages">Who does it.</param>
/// <param name="conversation">The conversation.</param>
/// <param name="session">How the session is configured.</param>
internal sealed class CascadeAnswer(AgentResponse response, CascadeStages stages, CascadeConversation conversation, SessionConfig session)
{
    private readonly AgentResponse _response = response;
    private readonly CascadeStages _stages = stages;
    private readonly CascadeConversation _conversation = conversation;
    private readonly SessionConfig _session = session;
    private readonly List<FunctionCallContent> _calls = [];
    private readonly StringBuilder _written = new();
    private UsageDetails? _usage;
    private ChatFinishReason? _ending;
    private AgentMessage? _text;

    private CascadeConversation? Told => _response.Config.IsOutOfBand ? null : _conversation;

    /// <summary>Gives it.</summary>
    /// <param name="ahead">What has been worked on ahead; null for nothing.</param>
    /// <param name="hangUp">Cancelled when the call is over.</param>
    /// <returns>Why it failed, as the call has been told; null when it did not.</returns>
    public async Task<StageException?> RunAsync(Speculation? ahead, CancellationToken hangUp)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_response.Cancelled, hangUp);
        try
        {
            await AwaitWordsAsync(stop.Token).ConfigureAwait(false);
            Prompt prompt = _stages.Prompts.Write(
                _response.Config, _session, _response.Config.Input ?? _conversation.Items, _conversation.IsIdle);
            ChatRun? begun = ahead is null ? null : await ahead.TakeAsync(prompt, stop.Token).ConfigureAwait(false);
            using ChatRun run = begun ?? _stages.Ask(prompt, stop.Token);
            await using (stop.Token.Register(run.Cancel).ConfigureAwait(false))
            {
                await SayAsync(run, stop).ConfigureAwait(false);
            }

            return null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        catch (StageException e)
        {
            Report();
            _response.Fail(e.Code, e.Message);
            return e;
        }
    }

    // What the person said last is what is to be answered; of what they said before, it is enough to know what can be known.
    private async Task AwaitWordsAsync(CancellationToken stop)
    {
        if (_response.Config.Input is not null)
        {
            return;
        }

        await _conversation.SettleAsync(stop).ConfigureAwait(false);
        if (_response.History.Count > 0 && _conversation.WordsOf(_response.History[^1].Id) is { } words
            && (await words.ConfigureAwait(false)).Length == 0)
        {
            throw NoWords();
        }
    }

    /// <summary>A turn in which there are no words.</summary>
    public static StageException NoWords() =>
        new($"{Stage.Stt.Code}_no_words", "No words were made out in what was said, so that there is nothing to answer.");

    private async Task SayAsync(ChatRun run, CancellationTokenSource stop)
    {
        Speaker? speaker = _response.Config.Modality == OutputModality.Audio
            ? new Speaker(_response, _stages.Voice, _stages.Voice.Describe(_response.Config, _session.Audio.Output.Speed), Told, stop)
            : null;
        StageException? failure = null;
        try
        {
            await foreach (ChatResponseUpdate update in run.ReadAsync(stop.Token).ConfigureAwait(false))
            {
                Take(update, speaker);
            }
        }
        catch (StageException e)
        {
            // What had come before is still said.
            failure = e;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The voice may have failed, which is to be told.
        }

        speaker?.End(isWhole: failure is null);
        if (failure is null && !stop.IsCancellationRequested)
        {
            await CallAsync(speaker).ConfigureAwait(false);
        }

        await (speaker?.Speaking ?? Task.CompletedTask).ConfigureAwait(false);
        if ((speaker?.Failure ?? failure) is { } why)
        {
            throw why;
        }

        stop.Token.ThrowIfCancellationRequested();
        Complete(speaker);
    }

    private void Take(ChatResponseUpdate update, Speaker? speaker)
    {
        _ending = update.FinishReason ?? _ending;
        foreach (AIContent content in update.Contents)
        {
            switch (content)
            {
                case TextContent { Text: { Length: > 0 } text } when speaker is not null:
                    speaker.Add(text);
                    break;
                case TextContent { Text: { Length: > 0 } text }:
                    (_text ??= _response.BeginMessage()).WriteText(text);
                    Told?.SetSaid(_text, _written.Append(text).ToString(), ItemStatus.InProgress);
                    break;
                case FunctionCallContent call:
                    _calls.Add(call);
                    break;
                case UsageContent { Details: var usage }:
                    (_usage ??= new UsageDetails()).Add(usage);
                    break;
            }
        }
    }

    // Behind what is said before them, which may be "let me see": it is the earlier item.
    private async Task CallAsync(Speaker? speaker)
    {
        _text?.Complete();
        if (_calls.Count == 0)
        {
            return;
        }

        if (speaker is { HasWords: true })
        {
            await speaker.Begun.ConfigureAwait(false);
            if (speaker.Failure is not null)
            {
                return;
            }
        }

        foreach (FunctionCallContent made in _calls)
        {
            if (made.Exception is not null)
            {
                throw new StageException($"{Stage.Chat.Code}_malformed", $"The language model calls '{made.Name}' with arguments that are no JSON object.", made.Exception);
            }

            string arguments = JsonSerializer.Serialize(made.Arguments ?? new Dictionary<string, object?>());
            AgentFunctionCall call = _response.BeginFunctionCall(made.Name, made.CallId.Length > 0 ? made.CallId : null);
            call.WriteArguments(arguments);
            call.Complete();
            Told?.SetCalled(call, made.Name, arguments);
        }
    }

    private void Complete(Speaker? speaker)
    {
        Report();
        if (_ending == ChatFinishReason.Length)
        {
            _response.CompleteUnfinished(IncompleteReason.MaxOutputTokens);
        }
        else if (_ending == ChatFinishReason.ContentFilter)
        {
            _response.CompleteUnfinished(IncompleteReason.ContentFilter);
        }
        else if (speaker is not { HasWords: true } && _text is null && _calls.Count == 0)
        {
            throw new StageException($"{Stage.Chat.Code}_empty", "The language model has nothing to say.");
        }
        else
        {
            _response.Complete();
        }
    }

    private void Report()
    {
        if (_usage is { } usage)
        {
            _response.ReportUsage(new ResponseUsage
            {
                InputTextTokens = (int)(usage.InputTokenCount ?? 0),
                CachedTokens = (int)(usage.CachedInputTokenCount ?? 0),
                OutputTextTokens = (int)(usage.OutputTokenCount ?? 0),
            });
        }
    }
}
