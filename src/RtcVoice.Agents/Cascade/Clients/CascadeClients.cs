using Microsoft.Extensions.AI;

namespace RtcVoice.Agents.Cascade.Clients;

/// <summary>The three stages, whoever provides them.</summary>
/// <param name="Stt">Makes out words.</param>
/// <param name="Chat">Thinks.</param>
/// <param name="Tts">Speaks.</param>
internal sealed record CascadeClients(ISpeechToTextClient Stt, IChatClient Chat, ITextToSpeechClient Tts);
