using BenchmarkDotNet.Running;
using RtcVoice.Benchmarks;

if (args is ["pacing", .. string[] rest])
{
    PacingLateness.Run(rest);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
