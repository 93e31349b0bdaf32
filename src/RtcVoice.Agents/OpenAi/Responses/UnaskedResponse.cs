using System.Diagnostics.CodeAnalysis;
using RtcVoice.Agents.OpenAi.Updates;

namespace RtcVoice.Agents.OpenAi.Responses;

/// <summary>An answer that the upstream has begun by itself and that the call has no place for yet; what comes of it is kept until it has.</summary>
/// <param name="session">Whose it is.</param>
/// <param name="id">Its identifier there.</param>
[SuppressMessage("Design", "CA1001", Justification = "A cancellation source without a timer holds nothing to dispose of.")]
internal sealed class UnaskedResponse(UpstreamSession session, string id)
{
    private readonly CancellationTokenSource _givenUp = new();

    /// <summary>Whose it is.</summary>
    public UpstreamSession Session { get; } = session;

    /// <summary>Its identifier there.</summary>
    public string Id { get; } = id;

    /// <summary>What has come of it, oldest first.</summary>
    public Queue<RealtimeUpdate> Updates { get; } = new();

    /// <summary>Cancelled when no place is wanted any more.</summary>
    public CancellationToken GivenUp => _givenUp.Token;

    /// <summary>Wants no place any more.</summary>
    public void GiveUp() => _givenUp.Cancel();
}
