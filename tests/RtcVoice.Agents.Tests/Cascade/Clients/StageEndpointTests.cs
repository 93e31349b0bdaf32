using Microsoft.Extensions.Logging.Abstractions;
using RtcVoice.Agents.Cascade;
using RtcVoice.Agents.Cascade.Clients;

namespace RtcVoice.Agents.Tests.Cascade.Clients;

public sealed class StageEndpointTests
{
    [TestCase("", "", "sk-env", null, "https://api.openai.com/v1", "sk-env")]
    [TestCase("", "", "sk-env", "http://127.0.0.1:9900/v1/", "http://127.0.0.1:9900/v1", "sk-env")]
    [TestCase("http://127.0.0.1:11434/v1", "", null, "http://other/v1", "http://127.0.0.1:11434/v1", "none")]
    [TestCase("http://127.0.0.1:11434/v1", "sk-own", "sk-env", null, "http://127.0.0.1:11434/v1", "sk-own")]
    public void What_a_stage_does_not_say_the_environment_does(string own, string ownKey, string? key, string? baseUrl, string address, string shown) => Assert.That(
        StageEndpoint.Of("Chat", new CascadeChatOptions { BaseUrl = own, ApiKey = ownKey }, key, baseUrl),
        Is.EqualTo(new StageEndpoint(new Uri(address), shown, "gpt-4o-mini")));

    [TestCase("", "m", null, null, "OPENAI_API_KEY")]
    [TestCase("localhost:11434", "m", null, null, "RtcVoice:Cascade:Chat:BaseUrl")]
    [TestCase("", "m", "sk", "ftp://here", "OPENAI_BASE_URL")]
    [TestCase("", "", "sk", null, "RtcVoice:Cascade:Chat:Model")]
    public void What_cannot_work_says_which_setting_to_write(string own, string model, string? key, string? baseUrl, string setting) => Assert.That(
        () => StageEndpoint.Of("Chat", new CascadeChatOptions { BaseUrl = own, Model = model }, key, baseUrl),
        Throws.InvalidOperationException.With.Message.Contains(setting));

    [Test]
    public void Options_out_of_their_range_stop_the_start()
    {
        Assert.That(Prepare(o => o.Tts.Format = "mp3"), Throws.InvalidOperationException.With.Message.Contains("pcm or wav"));
        Assert.That(Prepare(o => o.Tts.SampleRate = 96_000), Throws.InvalidOperationException.With.Message.Contains("SampleRate"));
        Assert.That(Prepare(o => o.Stt.TimeoutSeconds = 0), Throws.InvalidOperationException.With.Message.Contains("Stt:TimeoutSeconds"));
        Assert.That(Prepare(o => o.Chat.Temperature = 3), Throws.InvalidOperationException.With.Message.Contains("Temperature"));
        Assert.That(Prepare(static _ => { }), Throws.Nothing);
    }

    private static Func<Task> Prepare(Action<CascadeOptions> change) => async () =>
    {
        var options = new CascadeOptions();
        change(options);
        using var factory = new CascadeAgentFactory(options, "sk", null, null, null, null, [], TimeProvider.System, NullLoggerFactory.Instance);
        await factory.PrepareAsync(CancellationToken.None);
    };
}
