namespace RtcVoice.Fuzz.Engine;

/// <summary>An input that a target fails on.</summary>
/// <param name="Target">The name of the target.</param>
/// <param name="Kind">How it fails.</param>
/// <param name="Input">The bytes.</param>
/// <param name="Told">What the worker wrote before it ended.</param>
internal sealed record FuzzFinding(string Target, FindingKind Kind, byte[] Input, string Told);
