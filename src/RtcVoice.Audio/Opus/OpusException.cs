namespace RtcVoice.Audio.Opus;

/// <summary>libopus refused a call; for a decoder this means that the packet is corrupt.</summary>
public sealed class OpusException : Exception
{
    /// <summary>An error without further detail.</summary>
    public OpusException()
        : this("libopus refused the call.")
    {
    }

    /// <summary>An error with a message of its own.</summary>
    public OpusException(string message)
        : base(message)
    {
    }

    /// <summary>An error with a message and its cause.</summary>
    public OpusException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal OpusException(string operation, int code)
        : base($"{operation} failed: {Describe(code)} ({code}).") => Code = code;

    /// <summary>The error code of libopus, negative; 0 when there is none.</summary>
    public int Code { get; }

    internal static int ThrowIfFailed(int result, string operation) =>
        result >= 0 ? result : throw new OpusException(operation, result);

    private static string Describe(int code) => code switch
    {
        -1 => "bad argument",
        -2 => "buffer too small",
        -3 => "internal error",
        -4 => "corrupt packet",
        -5 => "not implemented",
        -6 => "invalid state",
        -7 => "out of memory",
        _ => "unknown error",
    };
}
