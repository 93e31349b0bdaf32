using System.Globalization;

namespace RtcVoice.Reports;

/// <summary>What a figure has to be.</summary>
/// <param name="Text">What is demanded, in words.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Limit">The limit.</param>
/// <param name="AtLeast">Whether more is better.</param>
public sealed record Demand(string Text, double Value, double Limit, bool AtLeast = false)
{
    /// <summary>Whether it is met; what was not measured is not.</summary>
    public bool IsMet => AtLeast ? Value >= Limit : Value <= Limit;

    /// <inheritdoc />
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(IsMet ? "pass" : "FAIL")}  {Text}: {Value:F1} ({(AtLeast ? ">=" : "<=")} {Limit:G})");
}
