using RtcVoice.Audio.Vad;

namespace RtcVoice.Conversation.Tests;

/// <summary>The voice activity model, loaded once for all tests.</summary>
[SetUpFixture]
internal sealed class SharedVad
{
    public static SileroModel Model { get; private set; } = null!;

    [OneTimeSetUp]
    public void Load() => Model = SileroModel.Load();

    [OneTimeTearDown]
    public void Unload() => Model.Dispose();
}
