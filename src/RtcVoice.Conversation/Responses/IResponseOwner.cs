using RtcVoice.Conversation.Events.Server;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Output;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Conversation.Responses;

/// <summary>What a response needs of its session.</summary>
internal interface IResponseOwner
{
    /// <summary>Identifiers for what it makes. Any thread.</summary>
    Func<string, string> NewId { get; }

    /// <summary>Where its sound goes. Its <see cref="IVoiceOutput.Begin"/> from any thread.</summary>
    IVoiceOutput Output { get; }

    /// <summary>The conversation's identifier.</summary>
    string ConversationId { get; }

    /// <summary>Has something done by the owner's thread. Any thread.</summary>
    void Post(Action letter);

    /// <summary>The server's tool of that name, or null. Any thread.</summary>
    ServerTool? FindTool(string name);

    /// <summary>Tells every client.</summary>
    void Emit(ServerEvent happening);

    /// <summary>Puts an item at the end of the conversation and tells every client.</summary>
    void AddItem(ConversationItem item);

    /// <summary>Puts a later state of an item in its place, and tells every client that it is done.</summary>
    void FinishItem(ConversationItem item);

    /// <summary>A message has a sound of its own from now on.</summary>
    void OnSpeechBegun(MessageInProgress message);

    /// <summary>Runs a tool of the server; its outcome comes by <see cref="ResponseInProgress.OnOutcome"/>.</summary>
    void Run(FunctionCallInProgress call);

    /// <summary>The response is over; its last event has been told.</summary>
    void OnResponseOver(ResponseInProgress response);
}
