using System.Text.Json;
using Microsoft.Extensions.AI;
using RtcVoice.Agents.Upstreams;

namespace RtcVoice.Agents.RealtimeClients.Commands;

/// <summary>
/// A function that the model is told of and that the call runs, or its client. It is an <see cref="AIFunction"/> only because
/// OpenAI's client leaves out what is merely a declaration.
/// </summary>
/// <param name="tool">What the model is told.</param>
internal sealed class DeclaredFunction(OfferedTool tool) : AIFunction
{
    private static readonly JsonElement NoParameters = JsonElement.Parse("""{"type":"object","properties":{}}""");

    private readonly OfferedTool _tool = tool;

    /// <inheritdoc />
    public override string Name => _tool.Name;

    /// <inheritdoc />
    public override string Description => _tool.Description ?? "";

    /// <inheritdoc />
    public override JsonElement JsonSchema => _tool.Parameters ?? NoParameters;

    /// <inheritdoc />
    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"'{Name}' is run by the call; take the invocation of functions out of what wraps the IRealtimeClient.");
}
