using System.Text;
using RtcVoice.Agents.Gemini.Updates;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Fuzz.Engine;

namespace RtcVoice.Fuzz.Targets;

/// <summary>A message of a Gemini upstream is read, let go, or told as one that cannot be read; no figure of it is negative.</summary>
internal sealed class LiveUpdateTarget : IFuzzTarget
{
    private static readonly string[] Messages =
    [
        """{"setupComplete":{},"sessionResumptionUpdate":{"newHandle":"h","resumable":true}}""",
        """{"serverContent":{"inputTranscription":{"text":"Hi."},"outputTranscription":{"text":"Hey."},"modelTurn":{"parts":[{"inlineData":{"mimeType":"audio/pcm;rate=24000","data":"AQIDBA=="}},{"text":"t","thought":true},{"text":"\u00e9\ud83d\ude00"}]}}}""",
        """{"serverContent":{"generationComplete":true,"turnComplete":true,"interrupted":true,"turnCompleteReason":"RESPONSE_REJECTED"}}""",
        """{"usageMetadata":{"promptTokenCount":9,"cachedContentTokenCount":1,"toolUsePromptTokenCount":2,"thoughtsTokenCount":3,"responseTokenCount":8,"promptTokensDetails":[{"modality":"AUDIO","tokenCount":4},{"modality":"IMAGE","tokenCount":2}],"responseTokensDetails":[{"modality":"TEXT","tokenCount":5}]}}""",
        """{"toolCall":{"functionCalls":[{"id":"c","name":"f","args":{"a":[1]}}]}}""",
        """{"toolCallCancellation":{"ids":["c"]}}""",
        """{"goAway":{"timeLeft":"9.5s"}}""",
        """{"error":{"status":"RESOURCE_EXHAUSTED","message":"m"}}""",
    ];

    public static IEnumerable<byte[]> Seeds => Messages.Select(Encoding.UTF8.GetBytes);

    public static IReadOnlyList<byte[]> Words { get; } =
        [.. JsonWords.Of(Messages), [.. "\"NaN\""u8], [.. "\"Infinitys\""u8], [.. "\"-1s\""u8], [.. "2147483647"u8]];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        IReadOnlyList<LiveUpdate>? updates = LiveUpdateReader.Read(new UpstreamFrame(UpstreamFrameKind.Text, data.ToArray()));
        Invariant.Require(updates is null or { Count: > 0 }, "nothing is told of nothing");
        foreach (LiveUpdate update in updates ?? [])
        {
            switch (update)
            {
                case UnusableMessage { Code: var code, Message: var message }:
                    Invariant.Require(code.Length > 0 && message.Length > 0, "what cannot be read is told with a reason");
                    break;
                case SpokenSound sound:
                    Invariant.Require(sound.Pcm.Length <= data.Length, "there is no more sound than bytes");
                    break;
                case UsageTold { Usage: var usage }:
                    Invariant.Require(RealtimeUpdateTarget.IsCounted(usage), "no tokens are given back");
                    break;
                case GoingAway { TimeLeft: var left }:
                    Invariant.Require(left >= TimeSpan.Zero && left <= TimeSpan.FromDays(1), "it goes today");
                    break;
            }
        }
    }
}
