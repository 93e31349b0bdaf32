namespace RtcVoice.Agents.Local;

/// <summary>A place of the building.</summary>
/// <param name="Rule">Its rule in the grammar.</param>
/// <param name="Names">What people call it, as the right-hand side of that rule.</param>
/// <param name="Directions">The way there, from the front door.</param>
internal sealed record Place(string Rule, string Names, string Directions);
