namespace RtcVoice.Conversation.Agent;

/// <summary>A piece of the person's sound as it comes in.</summary>
/// <param name="Position">Where in all of it the piece begins, as in the clients' events.</param>
/// <param name="Pcm">Mono PCM16 at <see cref="UserTurn.SampleRate"/>.</param>
public readonly record struct UserSound(TimeSpan Position, ReadOnlyMemory<short> Pcm);
