namespace RtcVoice.Conversation.Events.Client;

/// <summary><c>output_audio_buffer.clear</c>: what has not been heard yet is not to be heard.</summary>
internal sealed record OutputAudioBufferClear() : ClientEvent;
