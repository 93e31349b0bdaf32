namespace RtcVoice.Agents.Cascade.Clients;

/// <summary>Where a stage's server is and what it is shown.</summary>
/// <param name="Address">The root of its API, without a slash at its end.</param>
/// <param name="Key">The key.</param>
/// <param name="Model">The model.</param>
internal sealed record StageEndpoint(Uri Address, string Key, string Model)
{
    private const string DefaultBaseUrl = "https://api.openai.com/v1";

    /// <summary>Servers of one's own want no key, but clients insist on one.</summary>
    private const string NoKey = "none";

    /// <summary>Makes it of the stage's configuration and, where that is silent, of what OpenAI's own clients read from the environment.</summary>
    /// <param name="stage">The stage's name in the configuration.</param>
    /// <param name="options">Its configuration.</param>
    /// <param name="key">The value of <c>OPENAI_API_KEY</c>.</param>
    /// <param name="baseUrl">The value of <c>OPENAI_BASE_URL</c>.</param>
    /// <exception cref="InvalidOperationException">Something is missing or cannot be an address; the message says what to write.</exception>
    public static StageEndpoint Of(string stage, CascadeStageOptions options, string? key, string? baseUrl)
    {
        string section = $"RtcVoice:Cascade:{stage}";
        if (options.Model.Length == 0)
        {
            throw new InvalidOperationException($"{section}:Model is empty; write a model that its server has, such as {Example(options)}.");
        }

        (string setting, string address) = (options.BaseUrl, baseUrl) switch
        {
            ({ Length: > 0 } own, _) => ($"{section}:BaseUrl", own.Trim()),
            (_, { } shared) when !string.IsNullOrWhiteSpace(shared) => ("OPENAI_BASE_URL", shared.Trim()),
            _ => ("", DefaultBaseUrl),
        };
        if (!Uri.TryCreate(address.TrimEnd('/'), UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException($"{setting} is '{address}'; write an http or https address, such as {DefaultBaseUrl}.");
        }

        string shown = options.ApiKey.Length > 0 ? options.ApiKey.Trim() : key?.Trim() ?? "";
        if (shown.Length == 0 && setting.Length == 0)
        {
            throw new InvalidOperationException(
                $"its {stage} stage needs a key or a server of your own; set OPENAI_API_KEY or {section}:ApiKey, or {section}:BaseUrl to the address of the server.");
        }

        return new StageEndpoint(uri, shown.Length > 0 ? shown : NoKey, options.Model);
    }

    private static string Example(CascadeStageOptions options) => options switch
    {
        CascadeSttOptions => new CascadeSttOptions().Model,
        CascadeTtsOptions => new CascadeTtsOptions().Model,
        _ => new CascadeChatOptions().Model,
    };
}
