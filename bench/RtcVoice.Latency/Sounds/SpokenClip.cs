namespace RtcVoice.Latency.Sounds;

/// <summary>Something to say.</summary>
/// <param name="Name">Where it was taken from.</param>
/// <param name="Samples">Its sound.</param>
internal sealed record SpokenClip(string Name, short[] Samples);
