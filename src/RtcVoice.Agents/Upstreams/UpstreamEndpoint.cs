using System.Diagnostics.CodeAnalysis;

namespace RtcVoice.Agents.Upstreams;

/// <summary>Where a provider takes WebSockets, and what it is shown.</summary>
/// <param name="Address">The address, as <c>ws</c> or <c>wss</c>.</param>
/// <param name="Header">The header that bears the key.</param>
/// <param name="Secret">What the header says.</param>
internal sealed record UpstreamEndpoint(Uri Address, string Header, string Secret)
{
    /// <summary>How long it may take to answer a ping; then the connection counts as lost.</summary>
    public TimeSpan PongPatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Makes of the address of an API that of its WebSockets.</summary>
    /// <param name="address">An <c>http</c>, <c>https</c>, <c>ws</c> or <c>wss</c> address.</param>
    /// <param name="socket">The same by <c>ws</c> or <c>wss</c>, without a query.</param>
    /// <returns>False when it is none.</returns>
    public static bool TryGetSocketAddress(string address, [NotNullWhen(true)] out UriBuilder? socket)
    {
        socket = null;
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || SchemeOf(uri) is not { } scheme)
        {
            return false;
        }

        socket = new UriBuilder(uri) { Scheme = scheme, Port = uri.IsDefaultPort ? -1 : uri.Port, Query = "" };
        return true;
    }

    private static string? SchemeOf(Uri uri) => uri.Scheme switch
    {
        "http" or "ws" => "ws",
        "https" or "wss" => "wss",
        _ => null,
    };
}
