namespace RtcVoice.Latency.Agents;

/// <summary>When an answer of a <see cref="ScriptedModel"/> was made, by this process's clock.</summary>
/// <param name="Asked">When it was asked for.</param>
/// <param name="FirstDelta">When the first of its sound was about to be written.</param>
internal readonly record struct ModelAnswer(DateTime Asked, DateTime FirstDelta);
