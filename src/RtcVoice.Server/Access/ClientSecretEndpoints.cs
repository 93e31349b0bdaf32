using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using RtcVoice.Conversation.Json;
using RtcVoice.Conversation.Session;
using RtcVoice.Server.Hosting;
using RtcVoice.Server.Realtime;

namespace RtcVoice.Server.Access;

/// <summary>Mints client secrets: for a server that knows the server's key, and gives its pages one that they may know.</summary>
internal static class ClientSecretEndpoints
{
    private const int SessionIdBytes = 8;

    /// <summary>Maps the endpoints.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder minting = api.MapGroup("").AddEndpointFilter<ServerKeyFilter>();
        minting.MapPost("client_secrets", MintAsync);
        minting.MapPost("sessions", BeginSessionAsync);
    }

    private static async Task<IResult> MintAsync(HttpRequest request, ClientSecrets secrets, VoiceRuntime runtime, CancellationToken cancellation)
    {
        if (await RequestBody.ReadTextAsync(request.Body, RequestBody.MaxSessionBytes, cancellation) is not { } body)
        {
            return TooLarge();
        }

        ClientSecretRequest asked = Read(body, ClientSecretRequest.Default, ClientSecretRequest.Read);
        (string key, ClientSecret secret) = secrets.Mint(asked);
        var view = new ClientSecretView(key, secret.ExpiresAt.ToUnixTimeSeconds(), Describe(secret, runtime));
        return TypedResults.Json(view, ServerJson.Default.ClientSecretView);
    }

    /// <summary>The older form of the same: the body is the session, and the answer too, with the secret inside.</summary>
    private static async Task<IResult> BeginSessionAsync(HttpRequest request, ClientSecrets secrets, VoiceRuntime runtime, CancellationToken cancellation)
    {
        if (await RequestBody.ReadTextAsync(request.Body, RequestBody.MaxSessionBytes, cancellation) is not { } body)
        {
            return TooLarge();
        }

        SessionConfig session = Read(body, SessionConfig.Default, json => SessionConfigReader.Read(json, SessionConfig.Default, path: ""));
        (string key, ClientSecret secret) = secrets.Mint(ClientSecretRequest.Default with { Session = session });
        JsonObject view = JsonObject.Create(Describe(secret, runtime))!;
        view["client_secret"] = new JsonObject { ["value"] = key, ["expires_at"] = secret.ExpiresAt.ToUnixTimeSeconds() };
        return TypedResults.Text(view.ToJsonString(), "application/json");
    }

    private static T Read<T>(string body, T otherwise, Func<JsonElement, T> read)
    {
        if (string.IsNullOrWhiteSpace(body))
        {
            return otherwise;
        }

        using JsonDocument json = RequestBody.Parse(body, path: null);
        return read(json.RootElement);
    }

    private static JsonElement Describe(ClientSecret secret, VoiceRuntime runtime) => RealtimeJson.OfSession(
        "sess_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SessionIdBytes)), secret.Session, runtime.Agents.Name);

    private static JsonHttpResult<ApiError> TooLarge() => ApiError
        .Of($"The body is larger than {RequestBody.MaxSessionBytes / 1024} kB; send a shorter configuration.", "session_too_large")
        .WithStatus(StatusCodes.Status413PayloadTooLarge);
}
