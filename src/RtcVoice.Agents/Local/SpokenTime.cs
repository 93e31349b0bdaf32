namespace RtcVoice.Agents.Local;

/// <summary>Times and days as people say them.</summary>
internal static class SpokenTime
{
    private const int Noon = 12;
    private const int HalfHour = 30;
    private const int QuarterHour = 15;
    private const int Hour = 60;
    private const int FirstHourOfMorning = 5;
    private const int FirstHourOfEvening = 18;
    private const int FirstHourOfNight = 22;

    private static readonly string[] Hours =
        ["twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"];

    private static readonly string[] Numbers =
    [
        "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    ];

    private static readonly string[] Ordinals =
    [
        "", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
        "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
    ];

    private static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    /// <summary>The time of day, to the minute: "twenty past four in the afternoon".</summary>
    public static string OfDay(DateTimeOffset time)
    {
        int minute = time.Minute;
        int hour = minute <= HalfHour ? time.Hour : (time.Hour + 1) % 24;
        if (minute == 0 && hour % Noon == 0)
        {
            return hour == Noon ? "noon" : "midnight";
        }

        string name = hour == Noon ? "noon" : hour == 0 ? "midnight" : Hours[hour % Noon];

        // Five past noon is told by noon; half past noon nobody says.
        string at = hour % Noon == 0 && minute != HalfHour ? "" : $" {PartOfDay(time.Hour)}";
        return minute switch
        {
            0 => $"{name} o'clock{at}",
            HalfHour => $"half past {Hours[hour % Noon]}{at}",
            < HalfHour => $"{Minutes(minute)} past {name}{at}",
            _ => $"{Minutes(Hour - minute)} to {name}{at}",
        };
    }

    /// <summary>The day: "Friday, the twenty seventh of November".</summary>
    public static string OfYear(DateTimeOffset time) => $"{time.DayOfWeek}, the {Ordinal(time.Day)} of {Months[time.Month - 1]}";

    private static string PartOfDay(int hour) => hour switch
    {
        < FirstHourOfMorning or >= FirstHourOfNight => "at night",
        < Noon => "in the morning",
        < FirstHourOfEvening => "in the afternoon",
        _ => "in the evening",
    };

    private static string Minutes(int minutes) => minutes switch
    {
        QuarterHour => "a quarter",
        1 => "one minute",
        _ when minutes % 5 == 0 => Number(minutes),
        _ => $"{Number(minutes)} minutes",
    };

    private static string Number(int number) => number <= 20 ? Numbers[number] : $"twenty {Numbers[number - 20]}";

    private static string Ordinal(int number) => number switch
    {
        <= 20 => Ordinals[number],
        30 => "thirtieth",
        31 => "thirty first",
        _ => $"twenty {Ordinals[number - 20]}",
    };
}
