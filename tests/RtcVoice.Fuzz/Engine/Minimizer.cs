namespace RtcVoice.Fuzz.Engine;

/// <summary>Makes an input shorter as long as the target throws the same: what is left is what matters.</summary>
internal static class Minimizer
{
    private const int MaxTries = 20_000;

    /// <summary>The shortest input found; the same when nothing can be left out.</summary>
    public static byte[] Minimize(FuzzTarget target, byte[] input)
    {
        if (Thrown(target, input) is not { } wanted)
        {
            return input;
        }

        int tries = 0;
        for (int block = Math.Max(1, input.Length / 2); block > 0; block /= 2)
        {
            for (int at = 0; at < input.Length && tries < MaxTries; tries++)
            {
                byte[] shorter = [.. input.AsSpan(0, at), .. input.AsSpan(Math.Min(input.Length, at + block))];
                if (Thrown(target, shorter) == wanted)
                {
                    input = shorter;
                }
                else
                {
                    at += block;
                }
            }
        }

        return input;
    }

    // The type and the place, with its caller, for a target checks through one method: elsewhere is another defect.
    private static string? Thrown(FuzzTarget target, byte[] input)
    {
        try
        {
            target.Fuzz(input);
            return null;
        }
#pragma warning disable CA1031 // whatever a target throws is what we compare
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return $"{exception.GetType()} {string.Join('\n', exception.StackTrace?.Split('\n').Take(2) ?? [])}";
        }
    }
}
