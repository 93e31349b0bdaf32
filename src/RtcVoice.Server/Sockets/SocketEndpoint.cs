using Microsoft.AspNetCore.Http.HttpResults;
using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Clients;
using RtcVoice.Conversation.Peer;
using RtcVoice.Conversation.Session;
using RtcVoice.Server.Calls;
using RtcVoice.Server.Hosting;
using RtcVoice.Server.Realtime;

namespace RtcVoice.Server.Sockets;

/// <summary>
/// Sessions over a WebSocket: one of its own (<c>?model=...</c>), whose sound is in the events, or another client of a call
/// that is up (<c>?call_id=rtc_...</c>), which sees its events and steers it. What cannot be is said before the upgrade.
/// </summary>
internal static class SocketEndpoint
{
    /// <summary>The subprotocol of the Realtime API; clients that authenticate by a subprotocol need one to be chosen.</summary>
    private const string Subprotocol = "realtime";

    /// <summary>A client that does not answer a ping for as long is gone. Long, as some answer only while they read.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    /// <summary>Maps the endpoint.</summary>
    public static void Map(RouteGroupBuilder api) =>
        api.MapMethods("", [HttpMethods.Get, HttpMethods.Connect], ConnectAsync).AddEndpointFilter<WebSocketFilter>();

    private static async Task<IResult> ConnectAsync(HttpContext http, CallRegistry calls, VoiceRuntime runtime, TimeProvider clock, CancellationToken cancellation)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.Headers.Upgrade = "websocket";
            return ApiError
                .Of("This address is for WebSockets; begin one with ?model= or ?call_id=, or POST an offer.", "upgrade_required")
                .WithStatus(StatusCodes.Status426UpgradeRequired);
        }

        await runtime.Ready.WaitAsync(cancellation);
        using var port = new EventSocket(clock, runtime.CallServices.Limits.MaxEventBytes);
        string callId = http.Request.Query["call_id"].ToString();
        return callId.Length > 0
            ? await AttachAsync(callId, http, calls, port)
            : await BeginAsync(http, calls, port, cancellation);
    }

    private static async Task<IResult> AttachAsync(string id, HttpContext http, CallRegistry calls, EventSocket port)
    {
        if (calls.Find(id) is not { } call)
        {
            return CallsEndpoints.NoSuchCall(id);
        }

        if (call.Session.Attach(port) is not { } client)
        {
            return ApiError
                .Of($"The call {id} has as many clients as it takes; close one first.", "too_many_clients")
                .WithStatus(StatusCodes.Status409Conflict);
        }

        using (client)
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync(Acceptance(http));
            await port.RunAsync(socket, client, call.Ended, gone: client.Dispose);
        }

        return TypedResults.Empty;
    }

    private static async Task<IResult> BeginAsync(HttpContext http, CallRegistry calls, EventSocket port, CancellationToken cancellation)
    {
        SessionConfig config = RequestedSession.Read(http, session: null);
        if (await calls.CreateAsync(config, () => port.HasRoom, cancellation) is not { } call)
        {
            return CallsEndpoints.Refuse(http, calls.Full());
        }

        try
        {
            using SessionClient client = call.Session.Attach(port)!;
            using var socket = await http.WebSockets.AcceptWebSocketAsync(Acceptance(http));
            call.Start();
            await port.RunAsync(socket, client, call.Ended, gone: () => call.End(PeerCloseReason.ClosedByPeer));
        }
        finally
        {
            call.End(PeerCloseReason.ClosedByPeer);
        }

        return TypedResults.Empty;
    }

    private static WebSocketAcceptContext Acceptance(HttpContext http) => new()
    {
        SubProtocol = http.WebSockets.WebSocketRequestedProtocols.Contains(Subprotocol) ? Subprotocol : null,
        KeepAliveInterval = KeepAlive,
        KeepAliveTimeout = KeepAlive,
    };
}
