using System.Text;
using RtcVoice.Conversation.Playout;
using RtcVoice.Fuzz.Engine;

namespace RtcVoice.Fuzz.Targets;

/// <summary>A report of what was played is refused, or what it says is within bounds.</summary>
internal sealed class PlayoutReportTarget : IFuzzTarget
{
    public static IEnumerable<byte[]> Seeds { get; } =
    [
        .. new[]
        {
            """{"type":"played","rtp":4294967295,"age":12.5,"out":20}""",
            """{"type":"muted","rtp":0,"age":0,"out":1000}""",
            """{"out":0,"more":{"a":[1,{"b":2}]},"age":1e2,"rtp":7,"type":"played","null":null}""",
            """{"type":["played"],"rtp":"1","age":-1,"out":{}}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        if (!PlayoutReportReader.TryRead(data, out PlayoutReport report))
        {
            Invariant.Require(report == default, "what is refused is not given");
            return;
        }

        Invariant.Require(report.Age >= TimeSpan.Zero && report.Age <= TimeSpan.FromSeconds(1), "its age is bounded");
        Invariant.Require(report.DeviceDelay >= TimeSpan.Zero && report.DeviceDelay <= TimeSpan.FromSeconds(1), "its delay is bounded");
        Invariant.Require(Enum.IsDefined(report.Kind), "it is of a known kind");
    }
}
