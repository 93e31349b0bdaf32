using Microsoft.Net.Http.Headers;
using RtcVoice.Server.Realtime;

namespace RtcVoice.Server.Watching;

/// <summary>The stream that consoles watch: a snapshot of all calls each second, as a text/event-stream.</summary>
internal static class CallsEventsEndpoint
{
    /// <summary>Sends snapshots until the client or the server leaves.</summary>
    public static async Task WatchAsync(HttpContext http, Broadcast broadcast)
    {
        using Watcher? watcher = broadcast.TryWatch();
        if (watcher is null)
        {
            await ApiError
                .Of($"{Broadcast.MaxWatchers} consoles watch this server already; close one of them.", "too_many_watchers")
                .WithStatus(StatusCodes.Status503ServiceUnavailable)
                .ExecuteAsync(http);
            return;
        }

        http.Response.ContentType = "text/event-stream";
        http.Response.Headers[HeaderNames.CacheControl] = "no-store";
        // A proxy that collects what it passes on would make a second's news late.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, watcher.Over);
        try
        {
            await http.Response.StartAsync(over.Token);
            await foreach (byte[] snapshot in watcher.Broadcasts.ReadAllAsync(over.Token))
            {
                await http.Response.Body.WriteAsync(snapshot, over.Token);
                await http.Response.Body.FlushAsync(over.Token);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            if (!watcher.Broadcasts.Completion.IsCompleted)
            {
                // Nothing to say to a client that is gone; one that does not read would hold the connection.
                http.Abort();
            }
        }
    }
}
