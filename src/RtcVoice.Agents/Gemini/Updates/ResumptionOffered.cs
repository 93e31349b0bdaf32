namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>The session can be taken up again from here by another connection (<c>sessionResumptionUpdate</c>).</summary>
/// <param name="Handle">What that has to show.</param>
internal sealed record ResumptionOffered(string Handle) : LiveUpdate;
