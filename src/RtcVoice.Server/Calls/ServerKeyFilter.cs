using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using RtcVoice.Server.Hosting;

namespace RtcVoice.Server.Calls;

/// <summary>
/// Lets in who bears the server key. Without a key configured, whoever calls from this machine is let in and nobody
/// else; the log says so at the start.
/// </summary>
internal sealed class ServerKeyFilter(IOptions<RtcVoiceOptions> options) : IEndpointFilter
{
    private const string Scheme = "Bearer ";
    private readonly byte[] _key = Encoding.UTF8.GetBytes(options.Value.ServerKey);

    /// <inheritdoc />
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(next);
        HttpContext http = context.HttpContext;
        if (_key.Length == 0)
        {
            return IsFromHere(http.Connection)
                ? next(context)
                : Refuse("This server has no key configured and serves this machine only; set RtcVoice:ServerKey to serve others.");
        }

        string header = http.Request.Headers.Authorization.ToString();
        bool bearsKey = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim()), _key);
        return bearsKey ? next(context) : Refuse("The key is missing or wrong; send Authorization: Bearer with the server's key.");
    }

    private static bool IsFromHere(ConnectionInfo connection) =>
        connection.RemoteIpAddress is { } remote
        && (IPAddress.IsLoopback(remote) || remote.Equals(connection.LocalIpAddress));

    private static ValueTask<object?> Refuse(string message) => ValueTask.FromResult<object?>(TypedResults.Json(
        ApiError.Of(message, "invalid_api_key", "authentication_error"),
        ServerJson.Default.ApiError,
        statusCode: StatusCodes.Status401Unauthorized));
}
