namespace RtcVoice.Conversation.Items;

/// <summary>Why a tool of the server failed.</summary>
/// <param name="Type">Always <c>tool_execution_error</c> here.</param>
/// <param name="Message">What went wrong.</param>
public sealed record McpCallError(
    string Type,
    string Message);
