using System.Text.Json;
using RtcVoice.Conversation.Session;
using RtcVoice.Server.Access;

namespace RtcVoice.Server.Realtime;

/// <summary>What the session of a new call is configured to at first.</summary>
internal static class RequestedSession
{
    /// <summary>Puts it together: what the caller's client secret was minted for, over it what came with the request, over it the model of the address.</summary>
    /// <param name="http">The request; it has been let in.</param>
    /// <param name="session">A session's configuration as JSON, or null when none came.</param>
    /// <exception cref="InvalidConfigException">Something cannot be taken.</exception>
    public static SessionConfig Read(HttpContext http, string? session)
    {
        SessionConfig config = http.Features.Get<Caller>()?.Secret?.Session ?? SessionConfig.Default;
        if (session is not null)
        {
            using JsonDocument json = RequestBody.Parse(session, "session");
            config = SessionConfigReader.Read(json.RootElement, config);
        }

        string model = http.Request.Query["model"].ToString();
        if (model.Length > 0)
        {
            // By the same reader, so that the same limits hold.
            JsonElement named = JsonSerializer.SerializeToElement(new ModelOnly(model), ServerJson.Default.ModelOnly);
            config = SessionConfigReader.Read(named, config, path: "");
        }

        return config;
    }
}
