namespace RtcVoice.Conversation.Events.Server;

/// <summary>A conversation as clients see it.</summary>
/// <param name="Id">Its identifier: <c>conv_...</c>.</param>
internal sealed record ConversationView(string Id)
{
    public string Object { get; } = "realtime.conversation";
}
