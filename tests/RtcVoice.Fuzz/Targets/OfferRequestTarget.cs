using System.Text;
using Microsoft.AspNetCore.Http;
using RtcVoice.Conversation.Session;
using RtcVoice.Fuzz.Engine;
using RtcVoice.Server.Calls;
using RtcVoice.Server.Realtime;

namespace RtcVoice.Fuzz.Targets;

/// <summary>Script: a line that says what the body is, and the body. An offer and a session are found in it, or it is refused with a reason.</summary>
internal sealed class OfferRequestTarget : IFuzzTarget
{
    private const string Session = """{"type":"realtime","model":"m","audio":{"output":{"voice":"v"}}}""";

    public static IEnumerable<byte[]> Seeds => new[]
    {
        "application/sdp\nv=0\r\n",
        $"multipart/form-data; boundary=b\n{Part("sdp", "v=0\r\n")}{Part("session", Session)}--b--\r\n",
        $"multipart/form-data; boundary=\"b\"\npreamble\r\n{Part("x", "y")}{Part("session", "{}")}{Part("sdp", "v=0\r\n")}--b--\r\nepilogue",
        "text/plain; charset=utf-8\nv=0",
    }.Select(Encoding.Latin1.GetBytes);

    public static IReadOnlyList<byte[]> Words { get; } =
    [
        [.. "--b\r\n"u8], [.. "--b--\r\n"u8], [.. "\r\n\r\n"u8], [.. "boundary="u8], [.. "multipart/form-data; boundary=b\n"u8],
        [.. "Content-Disposition: form-data; name="u8], [.. "name*=UTF-8''sdp"u8], [.. "\"sdp\""u8], [.. "\"session\""u8], [.. "filename=\"x\""u8],
        [.. "Content-Type: "u8], [.. "Content-Transfer-Encoding: base64\r\n"u8], Encoding.Latin1.GetBytes(Session), new byte[4096], new byte[OfferReader.MaxOfferBytes],
    ];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        int line = data.IndexOf((byte)'\n');
        var http = new DefaultHttpContext();
        http.Request.ContentType = Encoding.Latin1.GetString(line < 0 ? data : data[..line]);
        http.Request.Body = new MemoryStream(line < 0 ? [] : data[(line + 1)..].ToArray());
        OfferRequest read = OfferReader.ReadAsync(http.Request, CancellationToken.None).GetAwaiter().GetResult();
        if (read.Error is { } error)
        {
            Invariant.Require(read.Offer is null && read.Session is null, "of what is refused nothing is given");
            Invariant.Require(read.Status is >= 400 and < 500, "it is the caller's fault");
            Invariant.Require(error.Error is { Message.Length: > 0, Code.Length: > 0 }, "a refusal says why");
            return;
        }

        Invariant.Require(read.Offer is { Length: <= OfferReader.MaxOfferBytes }, "an offer is bounded");
        Invariant.Require(read.Session is null or { Length: <= RequestBody.MaxSessionBytes }, "so is a session");
        try
        {
            RequestedSession.Read(http, read.Session);
        }
        catch (InvalidConfigException refusal)
        {
            Invariant.Require(refusal.Message.Length > 0 && refusal.Parameter!.StartsWith("session", StringComparison.Ordinal), "a session is refused with a reason and a place");
        }
    }

    private static string Part(string name, string body) => $"--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{body}\r\n";
}
