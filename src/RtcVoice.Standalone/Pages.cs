using System.Text;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace RtcVoice.Standalone;

/// <summary>Serves the pages, and the widget's script to the pages of every origin.</summary>
internal static class Pages
{
    /// <summary>The module that defines the element <c>rtc-voice</c>.</summary>
    public const string Widget = "rtc-voice.js";

    /// <summary>The page of a terminal, and what of its address names servers that it asks or tells something.</summary>
    private const string Kiosk = "kiosk.html";
    private static readonly string[] OtherServers = ["beacon", "token-url"];

    /// <summary>Pages that are asked for without their ending.</summary>
    private static readonly string[] Named = ["/kiosk", "/console"];

    private const string OwnConnections = "connect-src 'self'";

    /// <summary>What our pages may load: their own files, and sound that a call brings.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " + OwnConnections + "; "
        + "media-src 'self' blob: mediastream:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    /// <summary>Adds the files of wwwroot to an application.</summary>
    public static IApplicationBuilder UsePages(this IApplicationBuilder app) => app
        .Use((http, next) =>
        {
            if (Named.FirstOrDefault(name => http.Request.Path == name) is { } page)
            {
                http.Request.Path = $"{page}.html";
            }

            return next(http);
        })
        .UseDefaultFiles()
        .UseStaticFiles(new StaticFileOptions { OnPrepareResponse = Prepare });

    private static void Prepare(StaticFileResponseContext file)
    {
        IHeaderDictionary headers = file.Context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";

        // Names do not change with what is in the files: a browser asks whether it has the newest.
        headers.CacheControl = "no-cache";
        if (file.File.Name == Widget)
        {
            // Module scripts of another origin are read by CORS, and under COEP only with leave of their own.
            headers.AccessControlAllowOrigin = "*";
            headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        }
        else if (file.File.Name.EndsWith(".html", StringComparison.Ordinal))
        {
            headers[HeaderNames.ContentSecurityPolicy] = file.File.Name == Kiosk ? KioskPolicy(file.Context.Request.Query) : ContentSecurityPolicy;
        }
    }

    private static string KioskPolicy(IQueryCollection query)
    {
        IEnumerable<string?> origins = OtherServers.Select(name => OriginOf(query[name])).Where(origin => origin is not null);
        return ContentSecurityPolicy.Replace(OwnConnections, string.Join(' ', origins.Prepend(OwnConnections)), StringComparison.Ordinal);
    }

    /// <summary>The origin of a whole address: scheme, host and port, so that nothing else gets into the policy.</summary>
    private static string? OriginOf(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.HostNameType is UriHostNameType.Dns or UriHostNameType.IPv4
        && Ascii.IsValid(uri.IdnHost)
            ? $"{uri.Scheme}://{uri.IdnHost}:{uri.Port}"
            : null;
}
