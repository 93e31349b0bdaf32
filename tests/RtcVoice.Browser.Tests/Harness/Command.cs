using System.Diagnostics;

namespace RtcVoice.Browser.Tests.Harness;

/// <summary>Runs a program to its end.</summary>
internal static class Command
{
    /// <summary>What it wrote, and how it ended.</summary>
    internal readonly record struct Outcome(int ExitCode, string Output, string Errors);

    /// <summary>Runs a program; it is killed, with all that it started, when it takes longer.</summary>
    public static async Task<Outcome> RunAsync(
        TimeSpan timeout, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string key, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        using var process = new Process { StartInfo = start };
        process.Start();
        using var deadline = new CancellationTokenSource(timeout);
        await using CancellationTokenRegistration kill = deadline.Token.Register(() => process.Kill(entireProcessTree: true));
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        return new Outcome(process.ExitCode, await output.ConfigureAwait(false), await errors.ConfigureAwait(false));
    }

    /// <summary>Runs a program that has to succeed; its output.</summary>
    public static async Task<string> RequireAsync(string program, params string[] arguments)
    {
        Outcome outcome = await RunAsync(TimeSpan.FromSeconds(30), program, arguments).ConfigureAwait(false);
        Assert.That(outcome.ExitCode, Is.Zero, $"{program} {string.Join(' ', arguments)}: {outcome.Errors}");
        return outcome.Output;
    }
}
