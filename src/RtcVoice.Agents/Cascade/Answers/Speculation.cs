using RtcVoice.Agents.Cascade.Prompts;
using RtcVoice.Agents.Cascade.Stages;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.Cascade.Answers;

/// <summary>Work on an answer to somebody who seems to have finished: words, and what the model says to them, but not a sound yet.</summary>
internal sealed class Speculation : IDisposable
{
    private readonly CancellationTokenSource _cancellation;
    private readonly UserTurn _turn;
    private readonly Task<ChatRun?> _asking;

    /// <summary>Begins.</summary>
    /// <param name="turn">What was said so far.</param>
    /// <param name="transcribe">Makes out its words.</param>
    /// <param name="ask">Asks the model what to say to them.</param>
    /// <param name="cancellation">Ends it.</param>
    public Speculation(
        UserTurn turn, Func<CancellationToken, Task<string>> transcribe, Func<string, CancellationToken, ChatRun> ask, CancellationToken cancellation)
    {
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _turn = turn;
        Words = transcribe(_cancellation.Token);
        _asking = AskAsync(ask, _cancellation.Token);
    }

    /// <summary>What was said.</summary>
    public Task<string> Words { get; }

    /// <summary>Whether a turn is what was worked on: since then the person has only been silent.</summary>
    public bool Fits(UserTurn turn) => turn.ItemId == _turn.ItemId && turn.Speech == _turn.Speech;

    /// <summary>Gives what the model says, if it was asked just this and has not failed. To be called once.</summary>
    public async Task<ChatRun?> TakeAsync(Prompt prompt, CancellationToken cancellation)
    {
        ChatRun? run = await _asking.WaitAsync(cancellation).ConfigureAwait(false);
        return run is { HasFailed: false } && run.Prompt.IsSameAs(prompt) ? run : null;
    }

    /// <summary>Throws away what was not taken, and ends what was.</summary>
    public void Dispose()
    {
        _cancellation.Cancel();
        _ = DisposeAsync();
    }

    private async Task DisposeAsync()
    {
        ChatRun? run = await _asking.ConfigureAwait(false);
        run?.Dispose();
        _cancellation.Dispose();
    }

    private async Task<ChatRun?> AskAsync(Func<string, CancellationToken, ChatRun> ask, CancellationToken cancellation)
    {
        try
        {
            string words = await Words.ConfigureAwait(false);
            return words.Length > 0 ? ask(words, cancellation) : null;
        }
        catch (Exception e) when (e is StageException or OperationCanceledException)
        {
            // It is tried again, and told, when the turn is over.
            return null;
        }
    }
}
