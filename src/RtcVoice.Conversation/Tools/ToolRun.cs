using System.Text.Json;
using Microsoft.Extensions.AI;

namespace RtcVoice.Conversation.Tools;

/// <summary>Runs a tool of the server once. A tool that fails, or takes too long, is an outcome and no exception.</summary>
internal static class ToolRun
{
    private const string Stopped = "The tool was stopped: the person cut in.";

    /// <summary>Runs it, off the caller's thread.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="arguments">A JSON object as text; nothing at all stands for an empty one.</param>
    /// <param name="clock">Measures its time.</param>
    /// <param name="stop">Ends it early.</param>
    public static async Task<ToolOutcome> RunAsync(ServerTool tool, string arguments, TimeProvider clock, CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var timeout = new CancellationTokenSource(tool.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        try
        {
            object? result = await tool.Function.InvokeAsync(Read(arguments), either.Token).AsTask().WaitAsync(either.Token).ConfigureAwait(false);
            return new ToolOutcome(Write(result, tool.Function.JsonSerializerOptions), null);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return new ToolOutcome(null, stop.IsCancellationRequested ? Stopped : $"The tool took longer than {tool.Timeout.TotalSeconds:0.#} s.");
        }
        catch (JsonException e)
        {
            return new ToolOutcome(null, $"The arguments are no JSON object of the right form: {e.Message}");
        }
        catch (Exception e)
        {
            return new ToolOutcome(null, e.Message);
        }
    }

    private static AIFunctionArguments Read(string arguments)
    {
        var read = new AIFunctionArguments();
        if (!string.IsNullOrWhiteSpace(arguments))
        {
            using JsonDocument document = JsonDocument.Parse(arguments);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new JsonException("they are no object.");
            }

            foreach (JsonProperty argument in document.RootElement.EnumerateObject())
            {
                read[argument.Name] = argument.Value.Clone();
            }
        }

        return read;
    }

    private static string Write(object? result, JsonSerializerOptions options) => result switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        JsonElement json => json.GetRawText(),
        _ => JsonSerializer.Serialize(result, options.GetTypeInfo(result.GetType())),
    };
}
