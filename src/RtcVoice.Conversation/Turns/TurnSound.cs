using RtcVoice.Conversation.Agent;

namespace RtcVoice.Conversation.Turns;

/// <summary>The sound of a turn.</summary>
/// <param name="Pcm">Mono PCM16 at <see cref="UserTurn.SampleRate"/>.</param>
/// <param name="Speech">How long of it the person spoke.</param>
internal sealed record TurnSound(ReadOnlyMemory<short> Pcm, TimeSpan Speech)
{
    /// <summary>Where in all the sound so far the person fell silent; null where nobody listened for that.</summary>
    public TimeSpan? VoiceEnd { get; init; }

    /// <summary>How long it is.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Pcm.Length / UserTurn.SampleRate);
}
