namespace RtcVoice.Endpointing.Evaluation;

/// <summary>What may be learnt from of one set, judged by models that have not learnt from it.</summary>
/// <param name="Real">With the real pauses within a sentence.</param>
/// <param name="Hesitations">With cuts in mid-sentence, and a pause put in.</param>
internal sealed record CrossJudged(JudgedTurns Real, JudgedTurns Hesitations);
