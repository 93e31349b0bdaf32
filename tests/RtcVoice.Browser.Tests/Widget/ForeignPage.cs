using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RtcVoice.Browser.Tests.Widget;

/// <summary>Somebody else's web server, on an origin of its own, with a page that embeds the widget under the strictest policy that lets it.</summary>
internal sealed class ForeignPage : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ForeignPage(WebApplication application)
    {
        _application = application;
        Address = new Uri(application.Urls.First());
    }

    public Uri Address { get; }

    /// <summary>Starts it.</summary>
    /// <param name="voice">The origin of the RtcVoice server.</param>
    /// <param name="mintAsync">Gets a client secret from there, as JSON.</param>
    public static async Task<ForeignPage> StartAsync(string voice, Func<Task<string>> mintAsync)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication application = builder.Build();
        string html = $"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title></head><body><h1>A shop</h1>
            <script type="module" src="{voice}/rtc-voice.js"></script><rtc-voice token-url="/token"></rtc-voice>
            </body></html>
            """;
        application.MapGet("/", (HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy =
                $"default-src 'none'; script-src {voice}; connect-src 'self' {voice}; base-uri 'none'; form-action 'none'; "
                + "require-trusted-types-for 'script'; trusted-types lit-html";
            return TypedResults.Text(html, "text/html");
        });
        application.MapGet("/token", async () => TypedResults.Text(await mintAsync(), "application/json"));
        await application.StartAsync();
        return new ForeignPage(application);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}
