using System.ComponentModel;
using System.Diagnostics;

namespace RtcVoice.Load.Measures;

/// <summary>A program in C that shows what the machine itself is like, without .NET; compiled where it runs.</summary>
internal static class ReferenceProgram
{
    /// <summary>Starts a program with its input and output redirected, compiling it when needed.</summary>
    /// <param name="name">The name of its source in <c>Measures/</c>, less <c>.c</c>.</param>
    /// <param name="arguments">Its command line.</param>
    /// <returns>Null without a compiler, or where it refuses the source: a run goes on without it.</returns>
    public static Process? Start(string name, params IEnumerable<string> arguments)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "Measures", $"{name}.c");
        string program = Path.Combine(AppContext.BaseDirectory, name);
        if (!File.Exists(program) || File.GetLastWriteTimeUtc(program) < File.GetLastWriteTimeUtc(source))
        {
            try
            {
                using Process compiler = Process.Start("gcc", ["-O2", "-pthread", "-o", program, source]);
                compiler.WaitForExit();
            }
            catch (Win32Exception)
            {
                Console.Error.WriteLine($"gcc is not there (apt-get install gcc libc6-dev): nothing is told by {name}.c.");
                return null;
            }
        }

        return File.Exists(program)
            ? Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })
            : null;
    }
}
