namespace RtcVoice.Conversation.Agent;

/// <summary>A turn of the person's that an agent has found and that goes on.</summary>
public sealed class AgentTurn
{
    private readonly Action<TimeSpan> _end;

    internal AgentTurn(string itemId, Action<TimeSpan> end)
    {
        ItemId = itemId;
        _end = end;
    }

    /// <summary>The item that the turn will be.</summary>
    public string ItemId { get; }

    /// <summary>
    /// Says that the turn is over: it becomes an item, and <see cref="UserTurnEnded"/> tells the agent so. Where the client
    /// has taken it back meanwhile there is none, and <see cref="ItemDeleted"/> tells that.
    /// </summary>
    /// <param name="position">Where in all the person's sound it ends, as <see cref="UserSound.Position"/> counts.</param>
    public void End(TimeSpan position) => _end(position);
}
