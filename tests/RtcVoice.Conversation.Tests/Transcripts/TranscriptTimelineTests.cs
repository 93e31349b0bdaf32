using RtcVoice.Conversation.Transcripts;

namespace RtcVoice.Conversation.Tests.Transcripts;

public sealed class TranscriptTimelineTests
{
    private const int Rate = 16_000;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [TestCase(0, "")]
    [TestCase(240, "")]
    [TestCase(260, "One")]
    [TestCase(740, "One")]
    [TestCase(760, "One two,")]
    [TestCase(2240, "One two,")]
    [TestCase(2260, "One two, three.")]
    public void Words_whose_times_are_known_count_from_their_middle(int heardMs, string expected)
    {
        var timeline = new TranscriptTimeline(Envelope(Speech(3)));
        timeline.Add("One ", TimeSpan.Zero, (TimeSpan.Zero, TimeSpan.FromMilliseconds(500)));
        timeline.Add("two, ", TimeSpan.Zero, (TimeSpan.FromMilliseconds(500), Second));
        timeline.Add("three.", TimeSpan.Zero, (TimeSpan.FromMilliseconds(2000), TimeSpan.FromMilliseconds(2500)));
        HeardText heard = timeline.HeardBy(TimeSpan.FromMilliseconds(heardMs), 3 * Second, isWhole: true);
        Assert.That(heard, Is.EqualTo(new HeardText(expected, TranscriptConfidence.Exact)));
    }

    [Test]
    public void Words_without_times_share_the_speech_by_their_syllables()
    {
        var timeline = new TranscriptTimeline(Envelope(Speech(4)));
        timeline.Add("banana man do encyclopedia", TimeSpan.Zero, null);
        Assert.That(timeline.HeardBy(TimeSpan.FromSeconds(1.8), 4 * Second, isWhole: true), Is.EqualTo(new HeardText("banana man do", TranscriptConfidence.Aligned)));
        Assert.That(timeline.HeardBy(4 * Second, 4 * Second, isWhole: true).Text, Is.EqualTo("banana man do encyclopedia"));
    }

    [Test]
    public void Pauses_take_no_words()
    {
        // Half of the words before a pause of three seconds, half behind it.
        var timeline = new TranscriptTimeline(Envelope([.. Speech(1), .. new short[3 * Rate], .. Speech(1)]));
        timeline.Add("one two three four", TimeSpan.Zero, null);
        Assert.That(timeline.HeardBy(3 * Second, 5 * Second, isWhole: true).Text, Is.EqualTo("one two"));
        Assert.That(timeline.HeardBy(TimeSpan.FromSeconds(4.3), 5 * Second, isWhole: true).Text, Is.EqualTo("one two three"));
    }

    [Test]
    public void A_sentence_whose_time_is_known_places_its_words_within_it()
    {
        var timeline = new TranscriptTimeline(Envelope([.. Speech(1), .. new short[Rate], .. Speech(2)]));
        timeline.Add("First. ", TimeSpan.Zero, (TimeSpan.Zero, Second));
        timeline.Add("one two three four", TimeSpan.Zero, (2 * Second, 4 * Second));
        Assert.That(timeline.HeardBy(TimeSpan.FromSeconds(1.9), 4 * Second, isWhole: true).Text, Is.EqualTo("First."));
        Assert.That(timeline.HeardBy(3 * Second, 4 * Second, isWhole: true).Text, Is.EqualTo("First. one two"));
    }

    [Test]
    public void Words_that_came_behind_a_sound_are_not_heard_before_it_while_more_is_coming()
    {
        var timeline = new TranscriptTimeline(Envelope(Speech(6)));
        timeline.Add("first ", TimeSpan.Zero, null);
        timeline.Add("second", 5 * Second, null);
        Assert.That(timeline.HeardBy(4 * Second, 6 * Second, isWhole: false), Is.EqualTo(new HeardText("first", TranscriptConfidence.Estimated)));
    }

    [Test]
    public void A_word_that_came_in_pieces_is_one_word()
    {
        var timeline = new TranscriptTimeline(Envelope(Speech(2)));
        timeline.Add("ba", TimeSpan.Zero, null);
        timeline.Add("na", TimeSpan.Zero, null);
        timeline.Add("na man", TimeSpan.Zero, null);
        Assert.That(timeline.HeardBy(Second, 2 * Second, isWhole: true).Text, Is.EqualTo("banana"));
    }

    [Test]
    public void Nothing_said_is_nothing_heard() =>
        Assert.That(new TranscriptTimeline(Envelope([])).HeardBy(Second, Second, isWhole: false).Text, Is.Empty);

    [TestCase(0, 0)]
    [TestCase(240, 0)]
    [TestCase(600, 500)]
    [TestCase(1900, 1900)]
    [TestCase(2100, 2000)]
    public void To_go_on_after_a_pause_is_to_begin_a_broken_word_again(int atMs, int startMs)
    {
        var timeline = new TranscriptTimeline(Envelope(Speech(3)));
        timeline.Add("One ", TimeSpan.Zero, (TimeSpan.Zero, TimeSpan.FromMilliseconds(500)));
        timeline.Add("two, ", TimeSpan.Zero, (TimeSpan.FromMilliseconds(500), Second));
        timeline.Add("three.", TimeSpan.Zero, (TimeSpan.FromMilliseconds(2000), TimeSpan.FromMilliseconds(2500)));
        Assert.That(timeline.StartOfWordAt(TimeSpan.FromMilliseconds(atMs), 3 * Second, isWhole: true), Is.EqualTo(TimeSpan.FromMilliseconds(startMs)));
    }

    [TestCase("a", 1)]
    [TestCase("banana", 3)]
    [TestCase("home", 1)]
    [TestCase("table", 2)]
    [TestCase("27", 2.4)]
    [TestCase("hmm", 0.5)]
    public void Syllables_are_counted_as_a_speller_would(string word, double expected) =>
        Assert.That(Syllables.Of(word), Is.EqualTo(expected));

    private static SpeechEnvelope Envelope(short[] pcm)
    {
        var envelope = new SpeechEnvelope();
        envelope.Add(pcm, Rate);
        return envelope;
    }

    private static short[] Speech(int seconds) =>
        [.. Enumerable.Range(0, seconds * Rate).Select(i => (short)(6000 * Math.Sin(2 * Math.PI * 200 * i / Rate)))];
}
