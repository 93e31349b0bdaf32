using System.Reflection;
using System.Runtime.InteropServices;

namespace RtcVoice.Audio.Opus;

/// <summary>Finds libopus on this machine, once for the process.</summary>
internal static class OpusLibrary
{
    /// <summary>The name that <see cref="OpusNative"/> imports from; resolved to one of <see cref="Candidates"/>.</summary>
    public const string Name = "opus";

    /// <summary>Debian's runtime package has only the versioned name; the others serve developers' machines.</summary>
    public static readonly string[] Candidates = ["libopus.so.0", "libopus.so", "libopus.0.dylib", "libopus", "opus"];

    private static readonly Lazy<nint> Handle = new(() => Load(Candidates));

    static OpusLibrary() => NativeLibrary.SetDllImportResolver(typeof(OpusLibrary).Assembly, Resolve);

    /// <summary>Makes the library ready, so that a missing one is told here and not in the middle of a call.</summary>
    /// <exception cref="DllNotFoundException">libopus is not installed.</exception>
    public static void EnsureLoaded() => _ = Handle.Value;

    /// <summary>The first of <paramref name="candidates"/> that loads.</summary>
    /// <exception cref="DllNotFoundException">None of them is there.</exception>
    public static nint Load(IReadOnlyList<string> candidates)
    {
        foreach (string candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out nint handle))
            {
                return handle;
            }
        }

        throw new DllNotFoundException(
            "libopus was not found: install the package libopus0 (Debian, Ubuntu: apt-get install libopus0), opus (Fedora, Homebrew), "
            + "or put libopus where the loader finds it.");
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Name ? Handle.Value : 0;
}
