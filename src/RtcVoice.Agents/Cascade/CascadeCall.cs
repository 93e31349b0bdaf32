using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using RtcVoice.Agents.Cascade.Answers;
using RtcVoice.Agents.Cascade.Prompts;
using RtcVoice.Agents.Cascade.Stages;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Agents.Cascade;

/// <summary>
/// One call answered by the cascade. It reads what happens, and never waits for a stage meanwhile: words are made out and
/// answers are given by tasks of their own, an answer behind the one before.
/// </summary>
/// <param name="call">The call.</param>
/// <param name="stages">Who does the work.</param>
/// <param name="logger">Takes what whoever runs the server should know.</param>
[SuppressMessage("Design", "CA1001", Justification = "What is worked on ahead ends with RunAsync, which is the life of a call.")]
internal sealed partial class CascadeCall(IAgentCall call, CascadeStages stages, ILogger logger)
{
    private readonly IAgentCall _call = call;
    private readonly CascadeStages _stages = stages;
    private readonly ILogger _logger = logger;
    private readonly CascadeConversation _conversation = new();
    private Task _answering = Task.CompletedTask;

    /// <summary>What is worked on ahead of the end of a turn, or of the wish for an answer to it; null for nothing.</summary>
    private Speculation? _ahead;

    /// <summary>Converses until the person hangs up.</summary>
    public async Task RunAsync(CancellationToken hangUp)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(hangUp);
        try
        {
            await foreach (AgentEvent happening in _call.ReadEventsAsync(over.Token).ConfigureAwait(false))
            {
                OnHappening(happening, over.Token);
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            Discard();
            await _answering.ConfigureAwait(false);
            await _conversation.SettleAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private void OnHappening(AgentEvent happening, CancellationToken hangUp)
    {
        switch (happening)
        {
            case UserSpeechStarted or UserTurnContinued:
                Discard();
                break;
            case UserTurnEndLikely { Turn: var turn } when _stages.IsPreemptive:
                WorkAhead(turn, hangUp);
                break;
            case UserTurnEnded { Turn: var turn }:
                OnTurnEnded(turn, hangUp);
                break;
            case ResponseRequested { Response: var response }:
                OnRequested(response, hangUp);
                break;
            case MessageTruncated cut:
                _conversation.Truncate(cut);
                break;
            case ItemAdded added:
                _conversation.Insert(added);
                break;
            case ItemDeleted { ItemId: var deleted }:
                _conversation.Remove(deleted);
                break;
        }
    }

    private void OnTurnEnded(UserTurn turn, CancellationToken hangUp)
    {
        if (_ahead?.Fits(turn) is false)
        {
            Discard();
        }

        _conversation.AddTurn(turn);
        if (!turn.Pcm.IsEmpty)
        {
            _conversation.AwaitWords(turn.ItemId, TranscribeAsync(turn, _ahead?.Words, hangUp));
        }
    }

    private void OnRequested(AgentResponse response, CancellationToken hangUp)
    {
        Speculation? ahead = null;
        if (response.Config.Input is null)
        {
            _conversation.Replace(response.History);
            (ahead, _ahead) = (_ahead, null);
        }

        _answering = AnswerAsync(response, ahead, _answering, hangUp);
    }

    private async Task AnswerAsync(AgentResponse response, Speculation? ahead, Task before, CancellationToken hangUp)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using (ahead)
        {
            try
            {
                var answer = new CascadeAnswer(response, _stages, _conversation, _call.Session);
                if (await answer.RunAsync(ahead, hangUp).ConfigureAwait(false) is { } failure)
                {
                    LogFailed(_call.Id, failure.Code, failure.Message);
                }
            }
            catch (Exception e)
            {
                // A fault of ours ends one answer, not the call.
                LogFault(e, _call.Id);
                response.Fail("cascade_failed", "The answer could not be given; the server's log says why.");
            }
        }
    }

    private async Task<string> TranscribeAsync(UserTurn turn, Task<string>? ahead, CancellationToken hangUp)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            string words = await FromAheadAsync(ahead).ConfigureAwait(false)
                ?? await _stages.Transcriber.TranscribeAsync(turn, _call.Session.Audio.Input.Transcription, hangUp).ConfigureAwait(false);
            _conversation.SetWords(turn.ItemId, words);
            if (words.Length > 0)
            {
                _call.CompleteUserTranscript(turn.ItemId, words);
            }
            else
            {
                StageException none = CascadeAnswer.NoWords();
                _call.FailUserTranscript(turn.ItemId, none.Code, none.Message);
            }

            return words;
        }
        catch (StageException e)
        {
            LogFailed(_call.Id, e.Code, e.Message);
            _call.FailUserTranscript(turn.ItemId, e.Code, e.Message);
            throw;
        }
    }

    private static async Task<string?> FromAheadAsync(Task<string>? ahead)
    {
        try
        {
            return ahead is null ? null : await ahead.ConfigureAwait(false);
        }
        catch (Exception e) when (e is StageException or OperationCanceledException)
        {
            return null;
        }
    }

    private void WorkAhead(UserTurn turn, CancellationToken hangUp)
    {
        Discard();
        SessionConfig session = _call.Session;
        if (session.Audio.Input.TurnDetection is { CreateResponse: true })
        {
            _ahead = new Speculation(
                turn,
                c => _stages.Transcriber.TranscribeAsync(turn, session.Audio.Input.Transcription, c),
                (words, c) => _stages.Ask(PromptFor(turn, words, session), c),
                hangUp);
        }
    }

    private Prompt PromptFor(UserTurn turn, string words, SessionConfig session) => _stages.Prompts.Write(
        ResponseConfig.Of(session),
        session,
        [.. _conversation.Items, new MessageItem { Id = turn.ItemId, Role = MessageRole.User, Content = [new InputAudioPart(words)] }],
        _conversation.IsIdle);

    private void Discard()
    {
        _ahead?.Dispose();
        _ahead = null;
    }
}
