using System.Text;
using Microsoft.Extensions.AI;
using OpenAI.Realtime;
using RtcVoice.Agents.OpenAi.Commands;
using RtcVoice.Conversation.Items;


namespace RtcVoice.Agents.RealtimeClients.Commands;

/// <summary>
/// OpenAI's own commands, which its client takes as they are (<see cref="RealtimeClientMessage.RawRepresentation"/>). Items go
/// this way too: by the abstraction its client gives words of an assistant's as input, which OpenAI refuses, and puts what a
/// function has returned into quotes.
/// </summary>
internal sealed class OpenAiClientCommands : ProviderCommands
{
    /// <summary>A response that was cancelled is over at once; an upstream that does not say so has lost it.</summary>
    public override TimeSpan CutPatience { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a session is of OpenAI's client, whatever is wrapped around it.</summary>
    public static bool Fit(IRealtimeClientSession session) => session.GetService(typeof(RealtimeSessionClient)) is not null;

    /// <inheritdoc />
    public override RealtimeClientMessage? Create(string messageId, string itemId, ConversationItem item, string? previousItemId) =>
        ItemJson.Write(item) is { } json ? Raw(RealtimeCommands.CreateItem(messageId, itemId, json, previousItemId)) : null;

    /// <inheritdoc />
    public override RealtimeClientMessage? Delete(string messageId, string itemId) => Raw(RealtimeCommands.DeleteItem(messageId, itemId));

    /// <inheritdoc />
    public override RealtimeClientMessage? Truncate(string messageId, string itemId, int contentIndex, long audioEndMs) =>
        Raw(RealtimeCommands.TruncateItem(messageId, itemId, contentIndex, audioEndMs));

    /// <inheritdoc />
    public override RealtimeClientMessage? Cancel(string messageId, string? responseId) =>
        responseId is null ? null : Raw(RealtimeCommands.CancelResponse(messageId, responseId));

    /// <inheritdoc />
    public override RealtimeClientMessage? ClearSound(string messageId) => Raw(RealtimeCommands.ClearSound(messageId));

    /// <inheritdoc />
    public override string? OriginOf(ErrorRealtimeServerMessage error) =>
        error.OriginatingMessageId ?? (error.RawRepresentation as RealtimeServerUpdateError)?.Error?.EventId;

    private static RealtimeClientMessage Raw(byte[] json) => new() { RawRepresentation = Encoding.UTF8.GetString(json) };
}
