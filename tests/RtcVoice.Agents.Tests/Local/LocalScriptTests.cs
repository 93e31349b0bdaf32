using RtcVoice.Agents.Local;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.Tests.Local;

public sealed class LocalScriptTests
{
    [Test]
    public void An_answer_says_how_long_and_how_loud_the_person_was()
    {
        var script = new LocalScript();
        Assert.That(script.AnswerTo(Turn(2.34, amplitude: 20_000)), Is.EqualTo("You spoke for 2 point 3 seconds. That was loud and clear."));
        Assert.That(script.AnswerTo(Turn(1, amplitude: 200)), Does.StartWith("You spoke for 1 point 0 seconds. That was rather quiet"));
    }

    [Test]
    public void A_voice_of_ordinary_loudness_is_called_easy_to_hear() =>
        Assert.That(new LocalScript().AnswerTo(Turn(1, amplitude: 2_000)), Does.EndWith("Your voice was easy to hear."));

    [Test]
    public void Every_third_answer_is_a_story_and_the_stories_take_turns()
    {
        var script = new LocalScript();
        string[] answers = [.. Enumerable.Range(0, 12).Select(_ => script.AnswerTo(Turn(1, 2_000)))];
        for (int i = 0; i < answers.Length; i++)
        {
            bool isStory = (i + 1) % LocalScript.TurnsPerStory == 0;
            Assert.That(answers[i].Length, isStory ? Is.GreaterThan(400) : Is.LessThan(150), $"answer {i + 1}");
        }

        Assert.That(answers[2], Is.Not.EqualTo(answers[5]));
        Assert.That(answers[2], Is.EqualTo(answers[8]));
    }

    private static UserTurn Turn(double seconds, double amplitude) => new(
        "item_1",
        Enumerable.Range(0, (int)(seconds * UserTurn.SampleRate)).Select(i => (short)(amplitude * Math.Sin(i * 0.1))).ToArray(),
        TimeSpan.FromSeconds(seconds));
}
