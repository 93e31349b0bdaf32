namespace RtcVoice.Conversation.Events.Client;

/// <summary><c>input_audio_buffer.append</c>.</summary>
/// <param name="Pcm">Mono PCM16 at 24 kHz.</param>
internal sealed record InputAudioBufferAppend(ReadOnlyMemory<short> Pcm) : ClientEvent;
