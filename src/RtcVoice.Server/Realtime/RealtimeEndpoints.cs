using RtcVoice.Server.Access;
using RtcVoice.Server.Calls;
using RtcVoice.Server.Sockets;

namespace RtcVoice.Server.Realtime;

/// <summary>The Realtime API: everything under <c>/v1/realtime</c>.</summary>
internal static class RealtimeEndpoints
{
    /// <summary>Where it stands.</summary>
    public const string Path = "/v1/realtime";

    /// <summary>The CORS policy of the API: any origin, since callers are known by their key and never by a cookie.</summary>
    public const string CorsPolicyName = "realtime";

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapGroup(Path)
            .RequireCors(CorsPolicyName)
            .AddEndpointFilter<AccessFilter>()
            .AddEndpointFilter<InvalidConfigFilter>();
        CallsEndpoints.Map(api);
        ClientSecretEndpoints.Map(api);
        SocketEndpoint.Map(api);
    }
}
