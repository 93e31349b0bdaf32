using RtcVoice.Conversation.Agent;

namespace RtcVoice.Conversation.Realtime;

/// <summary>Turns that the agent finds (<see cref="IVoiceAgent.FindsTurns"/>): what happens then is as with those found here.</summary>
public sealed partial class RealtimeSession
{
    /// <summary>Where the turn begins that the agent has found.</summary>
    private TimeSpan _foundAt;

    /// <inheritdoc />
    public AgentTurn BeginUserTurn(TimeSpan position)
    {
        if (!_input.IsLed)
        {
            throw new InvalidOperationException($"Turns are found by voice activity; an agent that does so itself says so by {nameof(IVoiceAgent.FindsTurns)}.");
        }

        string itemId = _ids.Next("item");
        _mailbox.Post(() => OnTurnFound(itemId, position));
        return new AgentTurn(itemId, end => _mailbox.Post(() => OnFoundTurnEnded(itemId, end)));
    }

    private void OnTurnFound(string itemId, TimeSpan position)
    {
        if (_input.Detection is not { } detection)
        {
            return;
        }

        _foundAt = position < _input.Position ? position : _input.Position;
        _input.Begin(_foundAt);
        BeginTurn(_foundAt, detection.InterruptResponse && IsInterruptible, itemId);
    }

    private void OnFoundTurnEnded(string itemId, TimeSpan end)
    {
        if (_turnItemId == itemId)
        {
            TimeSpan until = end > _foundAt ? end : _foundAt;
            EndTurn(until, _input.End(until - _foundAt) with { VoiceEnd = until });
        }
        else if (_items.Find(itemId) is null)
        {
            // Taken back by the client, who cleared the buffer or ends turns from now on.
            Tell(new ItemDeleted(itemId));
        }
    }
}
