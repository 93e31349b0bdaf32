using System.Text;
using BenchmarkDotNet.Attributes;
using RtcVoice.Rtc.Sdp;

namespace RtcVoice.Benchmarks;

/// <summary>What an offer costs the server, from the bytes of the request to the text of the answer.</summary>
[MemoryDiagnoser]
public class SdpBenchmarks
{
    private readonly AnswerParameters _local = new()
    {
        Ice = new IceCredentials("abcdEFGH", "0123456789abcdefghijklmn"),
        Fingerprint = new CertificateFingerprint(CertificateFingerprint.Sha256, [.. new byte[32]]),
        Candidates = ["candidate:1 1 udp 2130706431 203.0.113.7 10000 typ host"],
        AudioSsrc = 1,
        Cname = "abcdefgh01234567",
    };

    private byte[] _offer = [];

    /// <summary>Audio and data as OpenAI's SDK offers them (1.5 KB), and the longest offer of a browser (8 KB).</summary>
    [Params("audio-datachannel", "call-4-video-recycled")]
    public string Offer { get; set; } = "";

    /// <summary>Reads the golden offer.</summary>
    [GlobalSetup]
    public void Setup()
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "RtcVoice.sln")))
        {
            root = root.Parent;
        }

        _offer = File.ReadAllBytes(Path.Combine(root!.FullName, "tests", "RtcVoice.TestKit", "Offers", "chromium-156", $"{Offer}.sdp"));
    }

    /// <summary>The offer as a string, split into lines and joined again.</summary>
    [Benchmark(Baseline = true)]
    public string SplitAndJoin() => string.Join("\r\n", Encoding.UTF8.GetString(_offer).Split("\r\n"));

    /// <summary>Reading alone.</summary>
    [Benchmark]
    public object? Read() => SessionDescription.TryRead(_offer, out SessionDescription? description, out _) ? description : null;

    /// <summary>Reading, negotiating, and writing the answer.</summary>
    [Benchmark]
    public string Answer()
    {
        var answerer = new SdpAnswerer(1, AnswerPreferences.Default);
        _ = SessionDescription.TryRead(_offer, out SessionDescription? offer, out _);
        _ = answerer.TryNegotiate(offer!, out NegotiatedSession? session, out _);
        return answerer.CreateAnswer(session!, _local).ToText();
    }
}
