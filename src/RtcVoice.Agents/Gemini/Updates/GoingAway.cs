namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>The upstream will close the connection (<c>goAway</c>).</summary>
/// <param name="TimeLeft">In how long.</param>
internal sealed record GoingAway(TimeSpan TimeLeft) : LiveUpdate;
