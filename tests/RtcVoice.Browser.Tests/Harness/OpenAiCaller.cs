using Microsoft.Extensions.AI;
using RtcVoice.BrowserKit.Browsers;
using RtcVoice.BrowserKit.Servers;
using RtcVoice.BrowserKit.Voices;
using RtcVoice.Server.Hosting;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Browser.Tests.Harness;

/// <summary>Whoever calls with OpenAI's client: each call is in a browser of its own to a server of its own.</summary>
internal sealed class OpenAiCaller : IDisposable
{
    /// <summary>What the server's own tool finds.</summary>
    public const string Tide = "High water is at six.";

    /// <summary>The option that gives the server its key.</summary>
    public const string ServerKey = "--RtcVoice:ServerKey=the-key-of-the-tests";

    private readonly TemporaryFolder _folder = new();
    private readonly string _person;

    /// <summary>Records a person who says sentences, with pauses of 5 s.</summary>
    public OpenAiCaller()
    {
        _person = _folder.At("person.wav");
        HumanSpeech.Write(_person, TimeSpan.FromSeconds(30), pause: TimeSpan.FromSeconds(5));
    }

    /// <summary>A spoken sentence, 24 kHz, with the silence behind it that ends a turn.</summary>
    public static short[] ASentence()
    {
        const int Both = 48_000;
        float[] sentence = RationalResampler.Resample(RationalResampler.ToFloat(HumanSpeech.Sentences[0]), HumanSpeech.Rate, Both);
        return [.. RationalResampler.ToPcm16(RationalResampler.Resample(sentence, Both, BabbleVoice.NativeRate)), .. new short[2 * BabbleVoice.NativeRate]];
    }

    /// <summary>Calls, converses, hangs up, and asserts that the client understood every event and reported no error.</summary>
    /// <param name="agent">Who answers.</param>
    /// <param name="converse">What happens in the call; when it takes too long, its events are printed.</param>
    /// <param name="speaks">Whether the person speaks; else there is silence.</param>
    /// <param name="loop">Whether what he says begins anew at its end.</param>
    /// <param name="overWebSocket">Whether sound goes in events; it is WebRTC's otherwise.</param>
    /// <param name="misused">Whether errors are wanted.</param>
    /// <param name="patience">How long the conversation may take; 30 s if not given.</param>
    public async Task<SdkRecord> CallAsync(
        ConversingAgent agent,
        Func<SdkCall, Task> converse,
        bool speaks = false,
        bool loop = false,
        bool overWebSocket = false,
        bool misused = false,
        TimeSpan? patience = null)
    {
        await using HostedServer server = await HostedServer.StartAsync(
            agent, services => services.AddRtcVoiceTool(AIFunctionFactory.Create(() => Tide, ConversingAgent.ServerFunction)), ServerKey);
        await using Chromium browser = await LoggedBrowser.LaunchAsync(speaks ? _person : null, loop);
        SdkCall call = await SdkCall.ConnectAsync(browser, server, overWebSocket);
        try
        {
            await converse(call).WaitAsync(patience ?? TimeSpan.FromSeconds(30));
        }
        catch (TimeoutException)
        {
            SdkRecord all = await call.FinishAsync();
            TestContext.Out.WriteLine($"{string.Join('\n', all.Types)}\n{string.Join('\n', all.History)}");
            throw;
        }

        SdkRecord record = await call.FinishAsync();
        Assert.That(record.Unknown, Is.Empty);
        if (!misused)
        {
            Assert.That(record.Errors, Is.Empty);
        }

        return record;
    }

    public void Dispose() => _folder.Dispose();
}
