using System.Collections.Concurrent;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Conversation.Calls;

/// <summary>The speeches of a call that are not over, by number. Agents add, the worker takes.</summary>
internal sealed class SpeechTable
{
    private readonly ConcurrentDictionary<long, AgentSpeech> _speeches = new();

    /// <summary>Adds a speech that has begun.</summary>
    public AgentSpeech Add(AgentSpeech speech) => _speeches[speech.Id] = speech;

    /// <summary>Takes a speech out, or null when it is not here.</summary>
    public AgentSpeech? Take(long id) => _speeches.TryRemove(id, out AgentSpeech? speech) ? speech : null;

    /// <summary>Takes out every speech that was cancelled, oldest first.</summary>
    public IEnumerable<AgentSpeech> TakeCancelled() => _speeches.Values
        .Where(s => s.Cancelled.IsCancellationRequested)
        .OrderBy(s => s.Id)
        .Select(s => Take(s.Id)!)
        .ToArray();
}
