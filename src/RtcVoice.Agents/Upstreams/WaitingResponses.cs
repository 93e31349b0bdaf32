using RtcVoice.Conversation.Agent;
using RtcVoice.Timing;

namespace RtcVoice.Agents.Upstreams;

/// <summary>Answers that are wanted and that the upstream has not been asked for yet, in the order in which they are to be asked for.</summary>
/// <param name="patience">How long one waits for an upstream that cannot be reached.</param>
/// <param name="clock">Measures time.</param>
internal sealed class WaitingResponses(TimeSpan patience, TimeProvider clock)
{
    private readonly TimeSpan _patience = patience;
    private readonly TimeProvider _clock = clock;
    private readonly List<(AgentResponse Response, Instant Until)> _waiting = [];

    /// <summary>True when there are any.</summary>
    public bool Any => _waiting.Count > 0;

    /// <summary>When the patience with the first of them ends; never when there are none.</summary>
    public Instant Deadline => Any ? _waiting[0].Until : Instant.Never;

    /// <summary>Puts one behind the others.</summary>
    public void Add(AgentResponse response) => _waiting.Add((response, _clock.GetInstant() + _patience));

    /// <summary>Takes one out that is not wanted any more.</summary>
    public void Remove(AgentResponse response) => _waiting.RemoveAll(w => w.Response == response);

    /// <summary>Takes the first out, to ask for it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public AgentResponse Take()
    {
        AgentResponse response = _waiting[0].Response;
        _waiting.RemoveAt(0);
        return response;
    }

    /// <summary>Fails those whose patience is over, as the upstream cannot be reached.</summary>
    /// <param name="now">The time; <see cref="Instant.Never"/> for all of them.</param>
    /// <param name="why">Why it cannot.</param>
    public void FailOverdue(Instant now, string why)
    {
        while (Any && now >= Deadline)
        {
            Take().Fail("upstream_unavailable", $"The model cannot be reached: {why}");
        }
    }
}
