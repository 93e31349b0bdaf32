using System.Text.Json;
using RtcVoice.Conversation.Json;

namespace RtcVoice.Conversation.Session;

/// <summary>What is asked for with <c>POST /v1/realtime/client_secrets</c>: a key for a client, and what its sessions begin with.</summary>
/// <param name="Lifetime">How long sessions may be begun with the key.</param>
/// <param name="Session">What they are configured to at first.</param>
public sealed record ClientSecretRequest(TimeSpan Lifetime, SessionConfig Session)
{
    /// <summary>OpenAI's bounds and default, in seconds.</summary>
    private const int MinSeconds = 10;
    private const int MaxSeconds = 7200;
    private const int DefaultSeconds = 600;

    /// <summary>What holds when nothing was said.</summary>
    public static readonly ClientSecretRequest Default = new(TimeSpan.FromSeconds(DefaultSeconds), SessionConfig.Default);

    /// <summary>Reads a request.</summary>
    /// <param name="request"><c>{"expires_after"?:{"anchor":"created_at","seconds":10..7200},"session"?:{...}}</c>.</param>
    /// <exception cref="InvalidConfigException">Something cannot be taken.</exception>
    public static ClientSecretRequest Read(JsonElement request)
    {
        JsonFields fields = new JsonValue(request, "").Fields();
        var read = new ClientSecretRequest(
            fields.Or("expires_after", Default.Lifetime, ReadLifetime),
            fields.Or("session", Default.Session, session => SessionConfigReader.Read(session.Element, Default.Session)));
        fields.RefuseRest();
        return read;
    }

    private static TimeSpan ReadLifetime(JsonValue value)
    {
        JsonFields fields = value.Fields();
        fields.Or("anchor", "created_at", anchor => anchor.Word(("created_at", "created_at")));
        int seconds = fields.Or("seconds", DefaultSeconds, number => number.Integer(MinSeconds, MaxSeconds));
        fields.RefuseRest();
        return TimeSpan.FromSeconds(seconds);
    }
}
