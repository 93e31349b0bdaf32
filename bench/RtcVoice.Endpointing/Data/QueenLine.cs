namespace RtcVoice.Endpointing.Data;

/// <summary>What a person says in one go in Flight of the Amazon Queen.</summary>
/// <param name="Scene">The dialogue that it is part of.</param>
/// <param name="Text">The words.</param>
/// <param name="IsBroken">True where the same sentence goes on in the next line.</param>
internal readonly record struct QueenLine(string Scene, string Text, bool IsBroken);
