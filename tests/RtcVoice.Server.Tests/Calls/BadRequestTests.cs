using System.Net;
using System.Text;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Offers;

namespace RtcVoice.Server.Tests.Calls;

/// <summary>Requests that cannot be served: each is told why, and leaves nothing behind.</summary>
public sealed class BadRequestTests
{
    private static readonly string Good = GoldenOffers.Get("chromium-156/audio-datachannel").Text;

    private RunningServer _server = null!;

    public static IEnumerable<TestCaseData> BadOffers
    {
        get
        {
            yield return Case("without audio", GoldenOffers.Get("aiortc-1.4/datachannel-only").Text, 422, "no_audio", "audio");
            yield return Case("without Opus", Good.Replace("opus/48000", "speex/48000", StringComparison.OrdinalIgnoreCase), 422, "no_opus", "pus");
            yield return Case("without a fingerprint", Without("a=fingerprint"), 422, "no_fingerprint", "fingerprint");
            yield return Case("without an ICE ufrag", Without("a=ice-ufrag"), 422, "no_ice_credentials", "ice-ufrag");
            yield return Case("that is a poem", "Shall I compare thee to a summer's day?", 400, "not_sdp", "");
            yield return Case("that is empty", "", 400, "not_sdp", "");
            yield return Case("of 65 kB", Good + new string('x', 65 * 1024), 413, "sdp_too_large", "64");
        }
    }

    [OneTimeSetUp]
    public async Task Start() => _server = await RunningServer.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TearDown]
    public void Nothing_was_created()
    {
        Assert.That(_server.Calls.Count, Is.Zero);
        Assert.That(_server.Transport.PeerCount, Is.Zero);
    }

    [TestCaseSource(nameof(BadOffers))]
    public async Task An_offer_is_refused_with_what_is_missing(string offer, int status, string code, string word)
    {
        using HttpResponseMessage reply = await TestCall.PostAsync(_server.Http, offer);
        await IsErrorAsync(reply, status, code, word);
    }

    [TestCaseSource(nameof(BadOffers))]
    public async Task The_same_offer_in_a_form_is_refused_likewise(string offer, int status, string code, string word)
    {
        using var form = new MultipartFormDataContent { { TestCall.AsSdp(offer), "sdp" } };
        using HttpResponseMessage reply = await _server.Http.PostAsync(new Uri(RunningServer.CallsPath, UriKind.Relative), form);
        await IsErrorAsync(reply, status, code, word);
    }

    [TestCase("text/plain", 415, "content_type_unsupported")]
    [TestCase("application/json", 415, "content_type_unsupported")]
    [TestCase(null, 415, "content_type_missing")]
    [TestCase("multipart/form-data", 400, "boundary_missing")]
    [TestCase("multipart/form-data; boundary=x", 400, "multipart_broken")]
    public async Task A_body_of_another_type_is_refused(string? type, int status, string code)
    {
        using HttpResponseMessage reply = await SendAsync(type, Good);
        await IsErrorAsync(reply, status, code, "");
    }

    [Test]
    public async Task A_boundary_of_any_length_gets_an_answer()
    {
        using HttpResponseMessage reply = await SendAsync("multipart/form-data; boundary=" + new string('b', 6000), Good);
        await IsErrorAsync(reply, 400, "boundary_missing", "");
    }

    [Test]
    public async Task A_form_that_breaks_off_is_refused()
    {
        using HttpResponseMessage reply = await SendAsync(
            "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"sdp\"\r\n\r\nv=0\r\n");
        await IsErrorAsync(reply, 400, "multipart_broken", "");
    }

    [Test]
    public async Task A_form_without_an_offer_is_refused()
    {
        using var form = new MultipartFormDataContent { { new StringContent("{}"), "session" } };
        using HttpResponseMessage reply = await _server.Http.PostAsync(new Uri(RunningServer.CallsPath, UriKind.Relative), form);
        await IsErrorAsync(reply, 400, "sdp_missing", "sdp");
    }

    [TestCase("GET", "")]
    [TestCase("GET", "/conversation")]
    [TestCase("PATCH", "")]
    [TestCase("POST", "/hangup")]
    public async Task A_call_that_does_not_exist_is_not_found(string method, string suffix)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"{RunningServer.CallsPath}/rtc_none{suffix}", UriKind.Relative));
        request.Content = method == "PATCH" ? TestCall.AsSdp(Good) : null;
        using HttpResponseMessage reply = await _server.Http.SendAsync(request);
        await IsErrorAsync(reply, 404, "call_not_found", "rtc_none");
    }

    private static string Without(string attribute) =>
        string.Join("\r\n", Good.Split("\r\n").Where(line => !line.StartsWith(attribute, StringComparison.Ordinal)));

    private static TestCaseData Case(string what, string offer, int status, string code, string word) =>
        new TestCaseData(offer, status, code, word).SetArgDisplayNames(what);

    private async Task<HttpResponseMessage> SendAsync(string? contentType, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = null;
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return await _server.Http.PostAsync(new Uri(RunningServer.CallsPath, UriKind.Relative), content);
    }

    private static async Task IsErrorAsync(HttpResponseMessage reply, int status, string code, string word)
    {
        ErrorReply error = await ErrorReply.ReadAsync(reply);
        Assert.That((error.Status, error.Code, error.Type), Is.EqualTo((status, code, "invalid_request_error")));
        Assert.That(error.Message, Does.Contain(word));
    }
}
