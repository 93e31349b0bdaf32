using RtcVoice.Conversation.Playout;
using RtcVoice.Conversation.Turns;

namespace RtcVoice.Conversation.Realtime;

/// <summary>How a session is getting on, at an instant: for whoever watches over calls.</summary>
/// <param name="Revision">Differs from an earlier one when the conversation does, as <see cref="RealtimeSession.DescribeAsync"/> tells it.</param>
/// <param name="Speech">How far all that the agent has said has come.</param>
/// <param name="Turns">How soon the latest turns were answered, the oldest first; 16 at most.</param>
public sealed record SessionProgress(long Revision, SpeechProgress Speech, IReadOnlyList<TurnLatency> Turns);
