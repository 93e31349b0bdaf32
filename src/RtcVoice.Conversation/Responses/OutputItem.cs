using RtcVoice.Conversation.Items;

namespace RtcVoice.Conversation.Responses;

/// <summary>One item of a response while it is being made.</summary>
internal abstract class OutputItem(string itemId)
{
    /// <summary>The item's identifier.</summary>
    public string ItemId { get; } = itemId;

    /// <summary>Its place in the response, from 0; the owner's.</summary>
    public int OutputIndex { get; set; }

    /// <summary>True once its last event has been told; the owner's.</summary>
    public bool IsDone { get; set; }

    /// <summary>True when it is no longer part of the conversation, because nothing of it was heard; the owner's.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>The item as its last event told it; null before.</summary>
    public ConversationItem? FinalItem { get; set; }

    /// <summary>The item as it stands.</summary>
    public abstract ConversationItem ToItem(ItemStatus status);
}
