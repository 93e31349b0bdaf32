using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using RtcVoice.Server.Hosting;
using RtcVoice.Server.Realtime;

namespace RtcVoice.Server.Access;

/// <summary>
/// Lets in who bears the server's key or a client secret that it minted. Without a key configured, whoever calls from this
/// machine is let in and nobody else; the log says so at the start. Who was let in is a <see cref="Caller"/> from then on.
/// </summary>
internal sealed class AccessFilter(IOptions<RtcVoiceOptions> options, ClientSecrets secrets) : IEndpointFilter
{
    private readonly byte[] _serverKey = Encoding.UTF8.GetBytes(options.Value.ServerKey);
    private readonly ClientSecrets _secrets = secrets;

    /// <inheritdoc />
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(next);
        HttpContext http = context.HttpContext;
        if (_serverKey.Length == 0 && !IsFromHere(http.Connection))
        {
            return Refuse("This server has no key configured and serves this machine only; set RtcVoice:ServerKey to serve others.", "server_key_not_set");
        }

        if (Refusal(http, out Caller? caller) is { } why)
        {
            return Refuse(why, "invalid_api_key");
        }

        http.Features.Set(caller);
        return next(context);
    }

    private string? Refusal(HttpContext http, out Caller? caller)
    {
        caller = null;
        string? key = PresentedKey.Of(http);
        bool isSecret = key?.StartsWith(ClientSecrets.Prefix, StringComparison.Ordinal) ?? false;
        if (_serverKey.Length == 0 ? !isSecret : IsServerKey(key))
        {
            caller = new Caller(Secret: null);
            return null;
        }

        if (!isSecret)
        {
            return "The key is missing or wrong; send Authorization: Bearer with the server's key or a client secret.";
        }

        if (_secrets.Find(key!) is not { } secret)
        {
            return "This client secret is none of this server's, or it expired long ago; mint another with POST /v1/realtime/client_secrets.";
        }

        if (_secrets.HasExpired(secret))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"This client secret expired at {secret.ExpiresAt:u}; mint another with POST /v1/realtime/client_secrets.");
        }

        caller = new Caller(secret);
        return null;
    }

    private static ValueTask<object?> Refuse(string why, string code) =>
        ValueTask.FromResult<object?>(ApiError.Of(why, code, "authentication_error").WithStatus(StatusCodes.Status401Unauthorized));

    private bool IsServerKey(string? key) =>
        key is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), _serverKey);

    private static bool IsFromHere(ConnectionInfo connection) =>
        connection.RemoteIpAddress is { } remote
        && (IPAddress.IsLoopback(remote) || remote.Equals(connection.LocalIpAddress));
}
