namespace RtcVoice.Agents.Flite;

/// <summary>When a word of the text sounds.</summary>
/// <param name="TextStart">Where it stands in the text that was given to be spoken.</param>
/// <param name="TextLength">Its length there, punctuation included.</param>
/// <param name="Start">When its first sound begins, from the start of its sentence's sound.</param>
/// <param name="End">When its last sound ends.</param>
public readonly record struct SpokenWord(int TextStart, int TextLength, TimeSpan Start, TimeSpan End);
