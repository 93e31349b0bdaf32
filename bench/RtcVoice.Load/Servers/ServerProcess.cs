using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace RtcVoice.Load.Servers;

/// <summary>The server under load as the driver has it: a process of its own, started by it or running already.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process? _process;

    private ServerProcess(Process? process, int? id, Uri http, int? mediaPort)
    {
        _process = process;
        Id = id;
        MediaPort = mediaPort;
        Http = new HttpClient { BaseAddress = http, Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>The process; null when it is not known.</summary>
    public int? Id { get; }

    /// <summary>Its media port; null when only its answers tell.</summary>
    public int? MediaPort { get; }

    /// <summary>A client of it.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts one, or takes the one that was named.</summary>
    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public static async Task<ServerProcess> StartAsync(LoadOptions options)
    {
        if (options.Server is { } running)
        {
            return new ServerProcess(null, options.ServerProcess, running, null);
        }

        var start = new ProcessStartInfo(Environment.ProcessPath!, ServeOptions.For(options).ToArguments())
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        string? line = await process.StandardOutput.ReadLineAsync();
        ServerAddress address = line is null
            ? throw new InvalidOperationException("The server's process ended before it listened; what it said is above.")
            : JsonSerializer.Deserialize<ServerAddress>(line)!;
        return new ServerProcess(process, process.Id, new Uri(address.Http), address.MediaPort);
    }

    /// <summary>What it knows of itself; null for one that the driver has not started.</summary>
    public async Task<ServerFigures?> ReadFiguresAsync(bool collect = false) =>
        _process is null ? null : await Http.GetFromJsonAsync<ServerFigures>($"/load/process?collect={collect}");

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is not null)
        {
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }

            _process.Dispose();
        }
    }
}
