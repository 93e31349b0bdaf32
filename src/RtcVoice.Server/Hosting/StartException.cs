namespace RtcVoice.Server.Hosting;

/// <summary>The server cannot start, for a reason that whoever runs it can mend; the message says how.</summary>
public sealed class StartException : Exception
{
    /// <summary>Makes the exception.</summary>
    public StartException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public StartException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Makes the exception without a word; not of use.</summary>
    public StartException()
    {
    }
}
