using System.Text.Json;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Server.Tests.Packages;

/// <summary>The libraries as packages, and the README's program as somebody who has them would build and run it.</summary>
public sealed class PackageTests
{
    private static readonly string[] Libraries =
    [
        "RtcVoice.Agents", "RtcVoice.Audio", "RtcVoice.Conversation", "RtcVoice.Pacing",
        "RtcVoice.Rtc", "RtcVoice.Server", "RtcVoice.Timing", "RtcVoice.Transport",
    ];

    private string _folder = null!;
    private PackedLibraries _packages = null!;

    [OneTimeSetUp]
    public async Task PackAsync()
    {
        _folder = Directory.CreateTempSubdirectory("rtcvoice-packages-").FullName;
        _packages = await PackedLibraries.PackAsync(Path.Combine(_folder, "packed"));
    }

    [OneTimeTearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_libraries_are_packed_and_nothing_else() => Assert.That(_packages.Names, Is.EquivalentTo(Libraries));

    [TestCaseSource(nameof(Libraries))]
    public void A_package_says_what_it_is_and_has_documentation_and_symbols(string name)
    {
        PackageDescription description = _packages.Describe(name);
        Assert.That(description.Element("license"), Is.EqualTo("MIT"));
        Assert.That(description.Element("readme"), Is.EqualTo("README.md"));
        Assert.That(description.Element("authors"), Is.EqualTo("The RtcVoice authors"));
        Assert.That(description.Element("description"), Has.Length.GreaterThan(30).And.Not.EqualTo("Package Description"));
        Assert.That(description.Element("projectUrl"), Is.Null);
        Assert.That(_packages.FilesOf(name), Is.SupersetOf(new[] { "README.md", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml" }));
        Assert.That(_packages.FilesOf(name, "snupkg"), Has.Member($"lib/net10.0/{name}.pdb"));
    }

    [Test]
    public void A_package_needs_only_libraries_that_run_and_have_been_released()
    {
        string[] needed = [.. Libraries.SelectMany(name => _packages.Describe(name).Dependencies).Distinct()];
        Assert.That(needed, Has.Some.EqualTo("BouncyCastle.Cryptography"));
        Assert.That(needed, Has.None.Contains("Analyzers").And.None.Contains("Prometheus"));
    }

    [Test]
    public void The_voice_activity_model_comes_with_its_package_and_its_licence() => Assert.That(
        _packages.FilesOf("RtcVoice.Audio"),
        Is.SupersetOf(new[] { "models/silero_vad_v6.onnx", "models/silero-vad.LICENSE.txt", "buildTransitive/RtcVoice.Audio.targets" }));

    [Test]
    public async Task The_program_of_the_readme_speaks_to_its_caller_and_repeats_what_it_has_heard()
    {
        string folder = Path.Combine(_folder, "sample");
        await SampleApplication.BuildAsync(folder, ReadmeSample.Program, _packages);
        await using SampleApplication sample = await SampleApplication.StartAsync(folder);
        await using TestCall call = await TestCall.ConnectAsync(sample.Http);
        await MessageHeardAsync(call, 1);
        Assert.That(Loudness.Received(call.Client).Count(l => l > Loudness.Audible), Is.GreaterThan(40), "the greeting is a second of speech or more");

        IReadOnlyList<byte[]> sentence = Sentence.Packets(TimeSpan.FromSeconds(3));
        await call.SayAsync(sentence);
        await MessageHeardAsync(call, 2);
        Assert.That(Loudness.Likeness(Loudness.Received(call.Client), Loudness.Of(sentence)), Is.GreaterThan(0.9));
        Assert.That((await call.ConversationAsync()).Select(item => item.GetProperty("item").GetProperty("role").GetString()), Is.EqualTo(new[] { "assistant", "user", "assistant" }));
    }

    private static Task MessageHeardAsync(TestCall call, int count) => Eventually.IsTrueAsync(
        async () => (await call.ConversationAsync()).Where(IsHeard).Count() >= count, $"message {count} is heard");

    private static bool IsHeard(JsonElement item) =>
        item.TryGetProperty("heard_ms", out JsonElement heard) && item.GetProperty("item").GetProperty("status").GetString() == "completed"
        && heard.GetInt32() == item.GetProperty("generated_ms").GetInt32();
}
