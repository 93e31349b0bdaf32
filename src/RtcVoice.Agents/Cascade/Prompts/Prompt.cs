using System.Text.Json;
using Microsoft.Extensions.AI;

namespace RtcVoice.Agents.Cascade.Prompts;

/// <summary>What the language model is asked.</summary>
/// <param name="Messages">The conversation, as it was heard.</param>
/// <param name="Options">What the answer is to be.</param>
internal sealed record Prompt(IReadOnlyList<ChatMessage> Messages, ChatOptions Options)
{
    /// <summary>Whether another one would be answered alike.</summary>
    public bool IsSameAs(Prompt other) => ToText() == other.ToText();

    // Tools are left out of what is serialized, and their names say enough within one session.
    private string ToText() => string.Join(
        '\n',
        (string[])
        [
            JsonSerializer.Serialize(Messages, AIJsonUtilities.DefaultOptions),
            JsonSerializer.Serialize(Options, AIJsonUtilities.DefaultOptions),
            .. Options.Tools?.Select(t => t.Name) ?? [],
        ]);
}
