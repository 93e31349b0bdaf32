using System.Globalization;

namespace RtcVoice.Load.Servers;

/// <summary>What the server's process is told on its command line.</summary>
/// <param name="Pacer">Who paces.</param>
/// <param name="Calls">Calls that it is to take.</param>
/// <param name="Talkers">Share of the calls in which the agent speaks.</param>
/// <param name="Complexity">The effort that speech is coded with.</param>
/// <param name="MinComplexity">The effort that load may bring it down to.</param>
/// <param name="GarbageMegabytes">Garbage a second.</param>
/// <param name="Encoders">Whether every core encodes.</param>
/// <param name="Refuses">Whether it refuses calls when it is busy, as it does by default.</param>
internal sealed record ServeOptions(Pacer Pacer, int Calls, double Talkers, int Complexity, int MinComplexity, int GarbageMegabytes, bool Encoders, bool Refuses)
{
    /// <summary>The first argument of a server's process.</summary>
    public const string Verb = "serve";

    /// <summary>What a run needs of its server.</summary>
    public static ServeOptions For(LoadOptions options) =>
        new(options.Pacer, options.Calls, options.Talkers, options.Complexity, options.MinComplexity, options.GarbageMegabytes, options.Encoders, options.MayRefuse);

    /// <summary>Reads what <see cref="ToArguments"/> wrote.</summary>
    public static ServeOptions Parse(IReadOnlyList<string> arguments) => new(
        Enum.Parse<Pacer>(arguments[0]),
        int.Parse(arguments[1], CultureInfo.InvariantCulture),
        double.Parse(arguments[2], CultureInfo.InvariantCulture),
        int.Parse(arguments[3], CultureInfo.InvariantCulture),
        int.Parse(arguments[4], CultureInfo.InvariantCulture),
        int.Parse(arguments[5], CultureInfo.InvariantCulture),
        bool.Parse(arguments[6]),
        bool.Parse(arguments[7]));

    /// <summary>The command line.</summary>
    public IReadOnlyList<string> ToArguments() =>
    [
        Verb,
        Pacer.ToString(),
        Calls.ToString(CultureInfo.InvariantCulture),
        Talkers.ToString(CultureInfo.InvariantCulture),
        Complexity.ToString(CultureInfo.InvariantCulture),
        MinComplexity.ToString(CultureInfo.InvariantCulture),
        GarbageMegabytes.ToString(CultureInfo.InvariantCulture),
        Encoders.ToString(),
        Refuses.ToString(),
    ];
}
