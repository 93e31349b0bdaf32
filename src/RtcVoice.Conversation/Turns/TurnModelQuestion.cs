using RtcVoice.Audio.Vad;

namespace RtcVoice.Conversation.Turns;

/// <summary>What a turn model is asked in one pause. It answers on another thread: whoever waits for it waits in sound.</summary>
/// <param name="model">The model.</param>
internal sealed class TurnModelQuestion(TurnModel model)
{
    /// <summary>The silence at which it is asked: what such models are trained on ends with so much.</summary>
    public static readonly TimeSpan AskedAt = TimeSpan.FromMilliseconds(200);

    /// <summary>The silence up to which an answer is waited for. Behind it the turn ends without.</summary>
    public static readonly TimeSpan AwaitedTo = TimeSpan.FromMilliseconds(500);

    private Task<float?>? _answer;

    /// <summary>True once it was asked.</summary>
    public bool IsAsked => _answer is not null;

    /// <summary>True while it has not answered.</summary>
    public bool IsPending => _answer is { IsCompleted: false };

    /// <summary>The probability that the turn has ended; null where there is no answer, or it could not give one.</summary>
    public float? Answer => _answer is { IsCompletedSuccessfully: true } ? _answer.Result : null;

    /// <summary>Asks about the last sound of a turn.</summary>
    public void Ask(ReadOnlyMemory<short> pcm) => _answer = model.PredictAsync(pcm);

    /// <summary>The person goes on: the answer is of no use.</summary>
    public void Forget() => _answer = null;
}
