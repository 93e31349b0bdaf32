using System.Net;
using Microsoft.Extensions.Options;
using RtcVoice.Agents.Gemini;
using RtcVoice.Agents.OpenAi;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Server.Hosting;

/// <summary>Stops the start on configuration that cannot work, with a line for each mistake that says what to write.</summary>
internal sealed class RtcVoiceOptionsValidator(IEnumerable<IVoiceAgentFactory> agents) : IValidateOptions<RtcVoiceOptions>
{
    private const int MaxCallsLimit = 100_000;
    private const int MaxHandshakesLimit = 1024;
    private const int MaxDaysLimit = 36_500;
    private readonly IReadOnlyList<string> _agents = [.. agents.Select(a => a.Name)];

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, RtcVoiceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> mistakes = [.. FindMistakes(options)];
        mistakes.AddRange(FindMistakes(options.Limits));
        mistakes.AddRange(FindMistakes(options.Admission));
        mistakes.AddRange(FindMistakes(options.Opus));
        mistakes.AddRange(FindMistakes(options.Interruption));
        mistakes.AddRange(FindMistakes(options.OpenAi));
        mistakes.AddRange(FindMistakes(options.Gemini));
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private IEnumerable<string> FindMistakes(RtcVoiceOptions options)
    {
        if (options.Media.Port is < 0 or > IPEndPoint.MaxPort)
        {
            yield return $"RtcVoice:Media:Port is {options.Media.Port}; write a port from 1 to {IPEndPoint.MaxPort}, or 0 for any free one.";
        }

        if (options.Media.Bind.Length > 0 && !IPAddress.TryParse(options.Media.Bind, out _))
        {
            yield return $"RtcVoice:Media:Bind is '{options.Media.Bind}'; write an IP address of this machine, or leave it empty for all.";
        }

        foreach (string address in options.Media.Addresses.Where(a => !IPAddress.TryParse(a, out _)))
        {
            yield return $"RtcVoice:Media:Addresses holds '{address}'; write IP addresses that browsers can reach, such as 203.0.113.7.";
        }

        if (options.Media.MaxCalls is < 1 or > MaxCallsLimit)
        {
            yield return $"RtcVoice:Media:MaxCalls is {options.Media.MaxCalls}; write a number from 1 to {MaxCallsLimit}.";
        }

        if (options.Media.MaxHandshakes is < 1 or > MaxHandshakesLimit)
        {
            yield return $"RtcVoice:Media:MaxHandshakes is {options.Media.MaxHandshakes}; write a number from 1 to {MaxHandshakesLimit}.";
        }

        if (options.History.MaxDays is < 0 or > MaxDaysLimit)
        {
            yield return $"RtcVoice:History:MaxDays is {options.History.MaxDays}; write a number from 1 to {MaxDaysLimit}, or 0 to keep all.";
        }

        if (!_agents.Contains(options.Agent, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"RtcVoice:Agent is '{options.Agent}'; write one of: {string.Join(", ", _agents)}.";
        }

        if (_agents.Count(a => a.Equals(options.Agent, StringComparison.OrdinalIgnoreCase)) > 1)
        {
            yield return $"There are several agents named '{options.Agent}'; give each another name.";
        }
    }

    private static IEnumerable<string> FindMistakes(LimitsOptions limits) => Outside(
        "Limits",
        (nameof(limits.EventsPerSecond), limits.EventsPerSecond, 10, 10_000),
        (nameof(limits.MaxItems), limits.MaxItems, 16, 100_000),
        (nameof(limits.MaxEventBytes), limits.MaxEventBytes, 64 * 1024, 64 * 1024 * 1024),
        (nameof(limits.MaxClients), limits.MaxClients, 1, 1_000));

    private static IEnumerable<string> FindMistakes(AdmissionOptions admission) => Outside(
        "Admission",
        (nameof(admission.MaxPacerLatenessMs), admission.MaxPacerLatenessMs, 0, 1_000),
        (nameof(admission.MaxTickLatenessMs), admission.MaxTickLatenessMs, 0, 1_000),
        (nameof(admission.MaxBusyPercent), admission.MaxBusyPercent, 0, 100));

    private static IEnumerable<string> FindMistakes(OpusOptions opus) => Outside(
        "Opus",
        (nameof(opus.Complexity), opus.Complexity, 0, 10),
        (nameof(opus.MinComplexity), opus.MinComplexity, 0, 10));

    private static IEnumerable<string> FindMistakes(InterruptionSettings interruption) => Outside(
        "Interruption",
        (nameof(interruption.PauseAfterMs), interruption.PauseAfterMs, 5, 500),
        (nameof(interruption.MinSpeechMs), interruption.MinSpeechMs, 0, 2_000),
        (nameof(interruption.MinWords), interruption.MinWords, 0, 10),
        (nameof(interruption.ResumeAfterMs), interruption.ResumeAfterMs, 50, 1_000),
        (nameof(interruption.EchoWarmUpMs), interruption.EchoWarmUpMs, 0, 5_000));

    private static IEnumerable<string> FindMistakes(OpenAiOptions openAi)
    {
        if (!OpenAiOptions.TurnDetections.Contains(openAi.TurnDetection, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"RtcVoice:OpenAi:TurnDetection is '{openAi.TurnDetection}'; write one of: {string.Join(", ", OpenAiOptions.TurnDetections)}.";
        }

        IEnumerable<string> outside = Outside(
            "OpenAi",
            (nameof(openAi.MaxSessionMinutes), openAi.MaxSessionMinutes, 1, 59),
            (nameof(openAi.ConnectTimeoutSeconds), openAi.ConnectTimeoutSeconds, 1, 120),
            (nameof(openAi.ResponseTimeoutSeconds), openAi.ResponseTimeoutSeconds, 1, 300));
        foreach (string mistake in outside)
        {
            yield return mistake;
        }
    }

    private static IEnumerable<string> FindMistakes(GeminiOptions gemini) => Outside(
        "Gemini",
        (nameof(gemini.ConnectTimeoutSeconds), gemini.ConnectTimeoutSeconds, 1, 120),
        (nameof(gemini.ResponseTimeoutSeconds), gemini.ResponseTimeoutSeconds, 1, 300));

    private static IEnumerable<string> Outside(string section, params (string Name, int Value, int Min, int Max)[] bounds) => bounds
        .Where(b => b.Value < b.Min || b.Value > b.Max)
        .Select(b => $"RtcVoice:{section}:{b.Name} is {b.Value}; write a number from {b.Min} to {b.Max}.");
}
