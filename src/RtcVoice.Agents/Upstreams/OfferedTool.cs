using System.Text.Json;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Agents.Upstreams;

/// <summary>A function that a model is told of.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for, or null.</param>
/// <param name="Parameters">The JSON schema of its arguments, or null for none.</param>
internal sealed record OfferedTool(string Name, string? Description, JsonElement? Parameters)
{
    /// <summary>The client's, and the server's beside them. Where two have one name it is the server's that is run, so that one is told of.</summary>
    public static IEnumerable<OfferedTool> Of(IReadOnlyList<FunctionTool> clients, IReadOnlyList<ServerTool> servers) => clients
        .Where(c => servers.All(s => s.Function.Name != c.Name))
        .Select(c => new OfferedTool(c.Name, c.Description, c.Parameters))
        .Concat(servers.Select(s => new OfferedTool(s.Function.Name, s.Function.Description, s.Function.JsonSchema)));
}
