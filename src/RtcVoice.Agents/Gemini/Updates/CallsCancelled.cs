namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>What functions return is not waited for any more (<c>toolCallCancellation</c>).</summary>
/// <param name="Ids">The calls.</param>
internal sealed record CallsCancelled(IReadOnlyList<string> Ids) : LiveUpdate;
