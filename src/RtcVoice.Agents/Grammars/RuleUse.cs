namespace RtcVoice.Agents.Grammars;

/// <summary>A rule of a grammar that a sentence, or a part of it, was made by.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Words">The words that it stands for.</param>
internal readonly record struct RuleUse(string Rule, string Words);
