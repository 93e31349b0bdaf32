using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Server.Tests.Harness;

/// <summary>The server as a process of its own.</summary>
internal sealed class ServerProgramRun : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private ServerProgramRun(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    /// <summary>Starts the program with ports of its own on loopback, unless the arguments say otherwise.</summary>
    public static ServerProgramRun Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(Standalone.RtcVoiceServer).Assembly.Location);
        foreach (string argument in (string[])["--urls=http://127.0.0.1:0", "--RtcVoice:Media:Port=0", "--RtcVoice:Media:Addresses:0=127.0.0.1", "--RtcVoice:History:Enabled=false", .. args])
        {
            start.ArgumentList.Add(argument);
        }

        return new ServerProgramRun(Process.Start(start)!);
    }

    /// <summary>A port that is free for TCP and UDP on every address.</summary>
    public static int FreePort()
    {
        while (true)
        {
            using var tcp = new Socket(SocketType.Stream, ProtocolType.Tcp);
            tcp.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
            int port = ((IPEndPoint)tcp.LocalEndPoint!).Port;
            using var udp = new Socket(SocketType.Dgram, ProtocolType.Udp);
            try
            {
                udp.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken for UDP: try another.
            }
        }
    }

    /// <summary>Waits until the process is over.</summary>
    /// <returns>Its exit code and the lines that it wrote to stderr.</returns>
    public async Task<(int ExitCode, string[] Errors)> ExitedAsync()
    {
        await _process.WaitForExitAsync().WithinPatienceAsync(TimeSpan.FromMinutes(1));
        string errors = await _errors.WithinPatienceAsync();
        TestContext.Out.WriteLine(await _output.WithinPatienceAsync());
        TestContext.Out.WriteLine(errors);
        return (_process.ExitCode, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
