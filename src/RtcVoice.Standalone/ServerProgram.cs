using System.Net.Sockets;
using Microsoft.Extensions.Options;
using RtcVoice.Server.Hosting;

namespace RtcVoice.Standalone;

/// <summary>Runs the server as a program: until it is told to stop, or one line on why it cannot start.</summary>
internal static class ServerProgram
{
    private const int Ok = 0;
    private const int CannotStart = 1;

    /// <summary>Runs until SIGTERM or Ctrl+C.</summary>
    /// <returns>The exit code: 0 after a proper stop, 1 when the server could not start.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using WebApplication app = RtcVoiceServer.Build(args);
            await app.RunAsync();
            return Ok;
        }
        catch (Exception e) when (Explain(e) is { } line)
        {
            await Console.Error.WriteLineAsync($"RtcVoice cannot start: {line}");
            return CannotStart;
        }
    }

    /// <summary>What to tell someone whose server does not start, or null for a fault of ours that needs its stack.</summary>
    private static string? Explain(Exception e) => e switch
    {
        OptionsValidationException invalid => string.Join(" ", invalid.Failures),
        StartException start => start.Message,
        IOException { InnerException: SocketException or Microsoft.AspNetCore.Connections.AddressInUseException } taken =>
            $"{taken.Message} Choose another address with --urls.",
        FormatException or InvalidOperationException => e.Message,
        SocketException socket => socket.Message,
        _ => null,
    };
}
