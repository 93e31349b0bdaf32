namespace RtcVoice.Fuzz.Engine;

/// <summary>A fuzzer that finds nothing looks like one that cannot: the planted defects must be found, each as what it is.</summary>
internal static class SelfTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly (string Target, FindingKind Kind)[] Planted =
    [
        ("PlantedException", FindingKind.Exception),
        ("PlantedHang", FindingKind.Hang),
        ("PlantedStackOverflow", FindingKind.Crash),
    ];

    /// <summary>Runs the targets with planted defects; true when every one is found and its input replays.</summary>
    public static bool Run(FuzzOptions options, string scratchFolder, IReadOnlyList<FuzzTarget> targets)
    {
        IReadOnlyList<FuzzFinding> findings = new FuzzRun(options with { Duration = Patience }, scratchFolder)
            .Run([.. targets.Where(target => target.IsSelfTest)]);
        bool isFound = true;
        foreach ((string target, FindingKind kind) in Planted)
        {
            FuzzFinding? finding = findings.FirstOrDefault(candidate => candidate.Target == target);
            bool isRight = finding?.Kind == kind;
            isFound &= isRight;
            Console.WriteLine($"{target}: {(isRight ? "found" : "NOT FOUND")} ({finding?.Kind.ToString() ?? "nothing"}, {finding?.Input.Length ?? 0} bytes)");
        }

        FuzzFinding? thrown = findings.FirstOrDefault(candidate => candidate.Kind == FindingKind.Exception);
        if (thrown is not null)
        {
            byte[] input = Minimizer.Minimize(targets.First(target => target.Name == thrown.Target), thrown.Input);
            isFound &= input.Length <= SelfTestLimit;
            Console.WriteLine($"{thrown.Target}: {thrown.Input.Length} bytes minimized to {input.Length}");
        }

        return isFound;
    }

    // The planted exception needs six bytes.
    private const int SelfTestLimit = 6;
}
