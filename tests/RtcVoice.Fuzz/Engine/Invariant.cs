using System.Diagnostics.CodeAnalysis;

namespace RtcVoice.Fuzz.Engine;

/// <summary>What must hold for any bytes.</summary>
internal static class Invariant
{
    /// <summary>Fails the target unless <paramref name="holds"/>.</summary>
    /// <param name="holds">Whether it holds.</param>
    /// <param name="what">What must hold, as the end of the sentence "It must hold that".</param>
    public static void Require([DoesNotReturnIf(false)] bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"It must hold that {what}.");
        }
    }
}
