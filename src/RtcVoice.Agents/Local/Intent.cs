namespace RtcVoice.Agents.Local;

/// <summary>What a person wants of the concierge. Each has a rule of its name, in lower case, in the grammar.</summary>
internal enum Intent
{
    /// <summary>The time of day.</summary>
    Time,

    /// <summary>The day.</summary>
    Date,

    /// <summary>The way to a place with a name.</summary>
    Where,

    /// <summary>The way to a room with a number.</summary>
    Room,

    /// <summary>A story.</summary>
    Story,

    /// <summary>The last answer once more.</summary>
    Repeat,

    /// <summary>The words that were heard of the last answer.</summary>
    Quote,

    /// <summary>Slower speech.</summary>
    Slower,

    /// <summary>Faster speech.</summary>
    Faster,

    /// <summary>Silence.</summary>
    Stop,

    /// <summary>What can be asked.</summary>
    Help,

    /// <summary>A greeting.</summary>
    Greeting,

    /// <summary>Thanks.</summary>
    Thanks,

    /// <summary>A farewell.</summary>
    Goodbye,

    /// <summary>Yes, no, or okay, to nothing in particular.</summary>
    Assent,
}
