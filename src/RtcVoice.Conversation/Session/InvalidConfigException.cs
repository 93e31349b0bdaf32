namespace RtcVoice.Conversation.Session;

/// <summary>Something that a client sent cannot be taken; nothing was changed by it.</summary>
public sealed class InvalidConfigException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="code">A word for programs, such as <c>unknown_parameter</c>.</param>
    /// <param name="message">What is wrong and what to send instead.</param>
    /// <param name="parameter">The path of what is wrong, such as <c>session.audio.output.speed</c>; null when it is not one field.</param>
    public InvalidConfigException(string code, string message, string? parameter = null)
        : base(message)
    {
        Code = code;
        Parameter = parameter;
    }

    /// <summary>Makes the exception without a word; not of use.</summary>
    public InvalidConfigException()
        : this("invalid_value", "Something is wrong.")
    {
    }

    /// <summary>Makes the exception with a message alone.</summary>
    public InvalidConfigException(string message)
        : this("invalid_value", message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public InvalidConfigException(string message, Exception cause)
        : base(message, cause) => Code = "invalid_value";

    /// <summary>A word for programs.</summary>
    public string Code { get; }

    /// <summary>The path of what is wrong, or null.</summary>
    public string? Parameter { get; }
}
