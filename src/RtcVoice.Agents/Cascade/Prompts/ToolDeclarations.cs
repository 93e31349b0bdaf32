using System.Text.Json;
using Microsoft.Extensions.AI;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Agents.Cascade.Prompts;

/// <summary>
/// Functions that the model may call: the client's, and the server's beside them. Declared only: none is run by a chat
/// client that runs functions, since the session does it, and tells the clients.
/// </summary>
internal static class ToolDeclarations
{
    private static readonly JsonElement NoParameters = JsonElement.Parse("""{"type":"object","properties":{}}""");

    /// <summary>Declares them. Where two have one name it is the server's that is run, so that one is told of.</summary>
    public static List<AITool> Of(IReadOnlyList<FunctionTool> clients, IReadOnlyList<ServerTool> servers) =>
    [
        .. clients
            .Where(c => servers.All(s => s.Function.Name != c.Name))
            .Select(c => AIFunctionFactory.CreateDeclaration(c.Name, c.Description, c.Parameters ?? NoParameters)),
        .. servers.Select(s => s.Function.AsDeclarationOnly()),
    ];
}
