using RtcVoice.Agents.Local;

namespace RtcVoice.Agents.Tests.Local;

public sealed class DialogueTests
{
    private WallClock _clock = null!;
    private Dialogue _dialogue = null!;

    [SetUp]
    public void Begin()
    {
        _clock = new WallClock(new DateTimeOffset(2026, 11, 27, 16, 20, 0, TimeSpan.FromHours(2)));
        _dialogue = new Dialogue(_clock);
    }

    [Test]
    public void It_tells_the_time_of_its_zone_and_the_day()
    {
        Assert.That(Ask("what time is it"), Is.EqualTo("It is twenty past four in the afternoon."));
        _clock.Set(new DateTimeOffset(2026, 12, 1, 0, 30, 0, TimeSpan.FromHours(2)));
        Assert.That(Ask("what time is it"), Is.EqualTo("It is half past twelve at night."));
        Assert.That(Ask("what day is it"), Is.EqualTo("It is Tuesday, the first of December."));
    }

    [TestCase("where is the cafeteria", "ground floor")]
    [TestCase("how do i get to the library", "third floor")]
    [TestCase("where are the toilets", "every floor")]
    [TestCase("where is room two one four", "Room two one four is on the second floor.")]
    [TestCase("where is room one oh seven", "on your left")]
    [TestCase("where is room nine one four", "no room nine one four")]
    [TestCase("where is room one four one", "no room")]
    public void It_shows_the_way(string question, string way) => Assert.That(Ask(question), Does.Contain(way));

    [Test]
    public void The_stories_take_turns()
    {
        string first = Ask("tell me a story");
        string second = Ask("tell me another story");
        Assert.That(second, Is.Not.EqualTo(first));
        Assert.That(Ask("tell me another one"), Is.EqualTo(first));
        Assert.That(first.Length, Is.GreaterThan(400), "long enough to be interrupted");
    }

    [Test]
    public void It_says_its_last_answer_again_and_never_an_answer_about_an_answer()
    {
        Assert.That(Ask("repeat that"), Is.EqualTo(Dialogue.Greeting));
        string way = Ask("where is the exit");
        foreach (string between in new[] { "faster", "what did you just say", "stop", "gibberish", "repeat that" })
        {
            Ask(between);
            Assert.That(Ask("say that again"), Is.EqualTo(way), between);
        }
    }

    [Test]
    public void It_quotes_what_was_heard_and_what_was_not_heard_at_all_it_did_not_say()
    {
        Assert.That(Ask("what did you just say"), Is.EqualTo("I have not said anything yet."));
        _dialogue.Heard.OnBegun("item_1", "One two three.");
        Assert.That(Ask("what did you just say"), Is.EqualTo("I have not said anything yet."));
        _dialogue.Heard.OnCut("item_1", "One two");
        Assert.That(Ask("what did you just say"), Is.EqualTo("I said: One two"));
        _dialogue.Heard.OnBegun("item_2", "Four.");
        _dialogue.Heard.OnCut("item_2", "");
        Assert.That(Ask("what did you say"), Is.EqualTo("I said: One two"));
        _dialogue.Heard.OnBegun("item_3", "Five six.");
        _dialogue.Heard.OnHeard("item_3");
        Assert.That(Ask("what was that"), Is.EqualTo("I said: Five six."));
        _dialogue.Heard.OnHeard("item_of_another_answer");
        Assert.That(Ask("what was that"), Is.EqualTo("I said: Five six."));
        _dialogue.Heard.OnWritten("Seven.");
        Assert.That(Ask("what was that"), Is.EqualTo("I said: Seven."));
    }

    [Test]
    public void It_speaks_slower_and_faster_within_limits()
    {
        Assert.That(_dialogue.Pace.Stretch, Is.EqualTo(1));
        Ask("slower");
        Ask("please slow down");
        double slowest = _dialogue.Pace.Stretch;
        Assert.That(slowest, Is.InRange(1.3, 2));
        Assert.That(Ask("slower"), Does.Contain("cannot"));
        Assert.That(_dialogue.Pace.Stretch, Is.EqualTo(slowest));
        for (int i = 0; i < 4; i++)
        {
            Ask("speak faster");
        }

        Assert.That(_dialogue.Pace.Stretch, Is.InRange(0.5, 0.8));
        Assert.That(Ask("faster"), Does.Contain("cannot"));
    }

    [Test]
    public void What_it_does_not_understand_it_says_with_an_example_that_it_does()
    {
        string[] answers = [Ask("blue elephants"), Ask("blue elephants"), Ask("blue elephants"), Ask("blue elephants")];
        Assert.That(answers[..3], Is.Unique);
        foreach (string answer in answers)
        {
            Assert.That(answer, Does.StartWith("I am sorry, I did not understand that."));
            string example = answer[(answer.LastIndexOf(':') + 1)..];
            Assert.That(RequestReader.Read(example), Is.Not.Null, example);
        }
    }

    [TestCase("hello", "Hello")]
    [TestCase("thank you", "welcome")]
    [TestCase("goodbye", "Goodbye")]
    [TestCase("stop", "All right.")]
    [TestCase("okay", "All right.")]
    [TestCase("help", "tell me a story")]
    public void It_is_polite(string said, string answer) => Assert.That(Ask(said), Does.Contain(answer));

    private string Ask(string text) => _dialogue.Answer(RequestReader.Read(text)).Text;
}
