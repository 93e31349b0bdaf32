namespace RtcVoice.Conversation.Events.Client;

/// <summary><c>input_audio_buffer.clear</c>: what is in the buffer is forgotten.</summary>
internal sealed record InputAudioBufferClear() : ClientEvent;
