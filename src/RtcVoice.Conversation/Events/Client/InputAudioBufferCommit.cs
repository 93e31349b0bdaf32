namespace RtcVoice.Conversation.Events.Client;

/// <summary><c>input_audio_buffer.commit</c>: what is in the buffer is the person's turn.</summary>
internal sealed record InputAudioBufferCommit() : ClientEvent;
