using RtcVoice.Agents.Local;

namespace RtcVoice.Agents.Tests.Local;

public sealed class SpokenTimeTests
{
    [TestCase(16, 20, "twenty past four in the afternoon")]
    [TestCase(9, 0, "nine o'clock in the morning")]
    [TestCase(9, 15, "a quarter past nine in the morning")]
    [TestCase(18, 30, "half past six in the evening")]
    [TestCase(21, 45, "a quarter to ten in the evening")]
    [TestCase(23, 1, "one minute past eleven at night")]
    [TestCase(7, 37, "twenty three minutes to eight in the morning")]
    [TestCase(12, 0, "noon")]
    [TestCase(0, 0, "midnight")]
    [TestCase(11, 55, "five to noon")]
    [TestCase(0, 10, "ten past midnight")]
    [TestCase(12, 30, "half past twelve in the afternoon")]
    [TestCase(23, 50, "ten to midnight")]
    [TestCase(3, 25, "twenty five past three at night")]
    public void Time_is_told_as_people_do(int hour, int minute, string told) =>
        Assert.That(SpokenTime.OfDay(new DateTimeOffset(2026, 11, 27, hour, minute, 59, TimeSpan.Zero)), Is.EqualTo(told));

    [TestCase(2026, 11, 27, "Friday, the twenty seventh of November")]
    [TestCase(2027, 1, 1, "Friday, the first of January")]
    [TestCase(2027, 5, 30, "Sunday, the thirtieth of May")]
    [TestCase(2027, 5, 31, "Monday, the thirty first of May")]
    [TestCase(2027, 5, 20, "Thursday, the twentieth of May")]
    public void Days_are_told_as_people_do(int year, int month, int day, string told) =>
        Assert.That(SpokenTime.OfYear(new DateTimeOffset(year, month, day, 8, 0, 0, TimeSpan.Zero)), Is.EqualTo(told));

    [Test]
    public void Every_minute_of_a_day_has_words_of_its_own()
    {
        DateTimeOffset midnight = new(2026, 11, 27, 0, 0, 0, TimeSpan.Zero);
        string[] told = [.. Enumerable.Range(0, 24 * 60).Select(minute => SpokenTime.OfDay(midnight.AddMinutes(minute)))];
        Assert.That(told, Is.Unique);
        Assert.That(told.Where(t => t.Contains("  ", StringComparison.Ordinal) || t.EndsWith(' ')), Is.Empty);
    }
}
