using RtcVoice.Audio.Vad;

namespace RtcVoice.Audio.Tests.Vad;

public class SpeechDetectorTests
{
    private const int Window = SileroVad.WindowSamples;

    [Test]
    public void Speech_starts_after_its_least_length_and_reaches_back_by_the_padding()
    {
        var detector = new SpeechDetector();
        List<SpeechEvent> events = Feed(detector, (20, 0f), (10, 0.9f));
        Assert.That(events, Is.EqualTo(new[]
        {
            new SpeechEvent(SpeechEventKind.SpeechStarted, (20 * Window) - 4_800, 20 * Window, 23 * Window),
        }));
        Assert.That(detector.IsSpeech, Is.True);
        Assert.That(events[0].VoiceTime, Is.EqualTo(TimeSpan.FromMilliseconds(640)));
    }

    [Test]
    public void Speech_stops_after_its_silence()
    {
        var detector = new SpeechDetector();
        List<SpeechEvent> events = Feed(detector, (20, 0f), (10, 0.9f), (16, 0f));
        Assert.That(events[^1], Is.EqualTo(new SpeechEvent(SpeechEventKind.SpeechStopped, 46 * Window, 30 * Window, 46 * Window)));
        Assert.That(detector.IsSpeech, Is.False);
        Assert.That(detector.SilentSamples, Is.EqualTo(16 * Window));
    }

    [Test]
    public void A_click_is_no_speech()
    {
        Assert.That(Feed(new SpeechDetector(), (5, 0f), (2, 0.99f), (5, 0f), (1, 0.99f), (50, 0f)), Is.Empty);
    }

    [Test]
    public void A_dip_between_the_thresholds_does_not_end_speech()
    {
        List<SpeechEvent> events = Feed(new SpeechDetector(), (5, 0.9f), (60, 0.4f), (5, 0.9f));
        Assert.That(events, Has.Count.EqualTo(1));
        Assert.That(Feed(new SpeechDetector(), (60, 0.4f)), Is.Empty, "but does not begin it either");
    }

    [Test]
    public void A_short_pause_does_not_end_speech()
    {
        Assert.That(Feed(new SpeechDetector(), (5, 0.9f), (15, 0f), (5, 0.9f), (15, 0f), (1, 0.9f)), Has.Count.EqualTo(1));
    }

    [Test]
    public void The_padding_does_not_reach_into_the_speech_before()
    {
        List<SpeechEvent> events = Feed(new SpeechDetector(), (3, 0.9f), (16, 0f), (2, 0f), (3, 0.9f));
        Assert.That(events, Has.Count.EqualTo(3));
        Assert.That(events[0].Sample, Is.Zero, "nor before the beginning");
        Assert.That(events[2].Sample, Is.EqualTo(events[1].Sample));
    }

    [Test]
    public void Parameters_may_change_while_it_runs()
    {
        var detector = new SpeechDetector();
        Feed(detector, (5, 0.9f), (5, 0f));
        detector.Options = detector.Options with { SilenceDuration = TimeSpan.FromMilliseconds(200) };
        Assert.That(Feed(detector, (2, 0f))[0].Kind, Is.EqualTo(SpeechEventKind.SpeechStopped));
        Assert.That(() => detector.Options = detector.Options with { Threshold = float.NaN }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => detector.Options = detector.Options with { Threshold = 1.1f }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => detector.Options = detector.Options with { SilenceDuration = TimeSpan.FromSeconds(-1) },
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static List<SpeechEvent> Feed(SpeechDetector detector, params (int Windows, float Probability)[] parts)
    {
        var events = new List<SpeechEvent>();
        foreach ((int windows, float probability) in parts)
        {
            for (int i = 0; i < windows; i++)
            {
                if (detector.Process(probability) is { Kind: not SpeechEventKind.None } change)
                {
                    events.Add(change);
                }
            }
        }

        return events;
    }
}
