using RtcVoice.Audio.Endpointing;
using RtcVoice.Audio.Vad;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Turns;

/// <summary>
/// Semantic turn detection: how long a silence has to be to end the turn that goes on, by how its last words sounded and,
/// where an agent makes them out, by what they were. It does not know where the voice is: that is told. The worker's.
/// </summary>
/// <param name="model">Judges the sound in the place of our own classifier, once it has answered; null for none.</param>
internal sealed class SemanticEndpoint(TurnModel? model)
{
    /// <summary>The silence from which on it judges; in shorter ones people only articulate.</summary>
    private static readonly TimeSpan FirstJudged = TimeSpan.FromMilliseconds(96);

    /// <summary>The silence up to which it judges anew: all has been heard by then, and the judge forgets.</summary>
    private static readonly TimeSpan LastJudged = TimeSpan.FromSeconds(1);

    /// <summary>Before anything was heard.</summary>
    private const float UnknownProbability = 0.5f;

    private readonly TurnEndJudge _judge = new();
    private readonly TurnModelQuestion? _question = model is null ? null : new TurnModelQuestion(model);
    private TurnPatience _patience = TurnPatience.Of(Eagerness.Auto);
    private TimeSpan _nextJudged = FirstJudged;
    private string _words = "";
    private float _sounds = UnknownProbability;

    /// <summary>How soon a turn is taken for over.</summary>
    public Eagerness Eagerness
    {
        set => _patience = TurnPatience.Of(value);
    }

    /// <summary>The probability that the turn has ended, by the last judgement.</summary>
    public float Probability { get; private set; } = UnknownProbability;

    /// <summary>Takes sound in: mono PCM16 at <see cref="UserTurn.SampleRate"/>, silence included.</summary>
    public void Write(ReadOnlySpan<short> pcm) => _judge.Write(pcm);

    /// <summary>A turn has begun, so many samples ago.</summary>
    public void Begin(long samplesAgo)
    {
        _judge.Begin(samplesAgo);
        _question?.Forget();
        _words = "";
        _nextJudged = FirstJudged;
    }

    /// <summary>What is being said, as far as it was made out; takes the place of what was before.</summary>
    public void Hear(string words)
    {
        _words = words;
        Weigh();
    }

    /// <summary>The silence that ends the turn.</summary>
    /// <param name="silence">How long it is silent now.</param>
    /// <param name="turn">The sound of the turn.</param>
    public TimeSpan WaitFor(TimeSpan silence, TurnRecorder turn)
    {
        if (silence < FirstJudged)
        {
            _question?.Forget();
            _nextJudged = FirstJudged;
            return _patience.Longest;
        }

        if (silence >= _nextJudged && silence <= LastJudged)
        {
            // Again when it is twice as long: what sounded on softly has then been heard too.
            _nextJudged = 2 * silence;
            _sounds = _question?.Answer ?? _judge.Judge();
            Weigh();
        }

        bool isOpen = _question is not null && Consult(_question, silence, turn);
        TimeSpan wait = _patience.WaitFor(Probability);
        return isOpen && wait < TurnModelQuestion.AwaitedTo ? TurnModelQuestion.AwaitedTo : wait;
    }

    /// <summary>Forgets all that was heard.</summary>
    public void Reset()
    {
        _judge.Reset();
        Begin(0);
        Probability = UnknownProbability;
    }

    // True while the turn is not to end for want of an answer.
    private bool Consult(TurnModelQuestion question, TimeSpan silence, TurnRecorder turn)
    {
        if (!question.IsAsked && silence >= TurnModelQuestion.AskedAt)
        {
            question.Ask(turn.CopyLast(TurnModel.Reach));
        }

        if (question.Answer is { } answer && answer != _sounds)
        {
            _sounds = answer;
            Weigh();
        }

        return question.IsPending || !question.IsAsked;
    }

    private void Weigh()
    {
        float odds = MathF.Log(Math.Max(1e-6f, _sounds) / Math.Max(1e-6f, 1 - _sounds)) + WordCues.LogOdds(_words);
        Probability = 1 / (1 + MathF.Exp(-odds));
    }
}
