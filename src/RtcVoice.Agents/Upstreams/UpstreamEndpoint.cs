namespace RtcVoice.Agents.Upstreams;

/// <summary>Where a provider takes WebSockets, and what it is shown.</summary>
/// <param name="Address">The address, as <c>ws</c> or <c>wss</c>.</param>
/// <param name="Header">The header that bears the key.</param>
/// <param name="Secret">What the header says.</param>
internal sealed record UpstreamEndpoint(Uri Address, string Header, string Secret)
{
    /// <summary>How long it may take to answer a ping; then the connection counts as lost.</summary>
    public TimeSpan PongPatience { get; init; } = TimeSpan.FromSeconds(15);
}
