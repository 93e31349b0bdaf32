using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using RtcVoice.BrowserKit.Servers;
using RtcVoice.TestKit;

namespace RtcVoice.Browser.Tests.Harness;

/// <summary>
/// The server as users run it: a process of its own, on ports of its own. With RTCVOICE_TEST_SERVER set to an address
/// the tests use the server that runs there instead.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string ExternalServer = "RTCVOICE_TEST_SERVER";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process? _process;
    private readonly StringBuilder _log = new();

    private ServerProcess(Process? process, Uri address, int mediaPort)
    {
        _process = process;
        Address = address;
        MediaPort = mediaPort;
        Http = new HttpClient { BaseAddress = address };
    }

    /// <summary>Where it listens for HTTP.</summary>
    public Uri Address { get; }

    /// <summary>The port of its media, UDP and TCP.</summary>
    public int MediaPort { get; }

    /// <summary>A client of that address.</summary>
    public HttpClient Http { get; }

    /// <summary>What it has written so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>The process's id; null for a server that was there before.</summary>
    public int? Id => _process?.Id;

    /// <summary>Starts the server and waits until it is healthy.</summary>
    /// <param name="settings">Configuration, as `RtcVoice:Section:Key`.</param>
    /// <param name="addresses">What it listens on and announces; loopback if none is given.</param>
    public static async Task<ServerProcess> StartAsync(IReadOnlyDictionary<string, string>? settings = null, params IPAddress[] addresses)
    {
        if (Environment.GetEnvironmentVariable(ExternalServer) is { Length: > 0 } external)
        {
            return new ServerProcess(null, new Uri(external), 0);
        }

        addresses = addresses.Length == 0 ? [IPAddress.Loopback] : addresses;
        (int httpPort, int mediaPort) = (FreePorts.Next(), FreePorts.Next());
        string urls = string.Join(';', addresses.Select(a => $"http://{a}:{httpPort}"));
        string folder = Repository.At("artifacts", "bin", "RtcVoice.Standalone", new DirectoryInfo(AppContext.BaseDirectory).Name);
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(folder, "RtcVoice.Standalone.dll"),
                "--urls", urls,
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["RtcVoice__History__Enabled"] = "false";
        start.Environment["RtcVoice__Media__Port"] = mediaPort.ToString(CultureInfo.InvariantCulture);
        // Callers on this machine ask loopback from its other addresses too, and take an answer only from loopback.
        start.Environment["RtcVoice__Media__Bind"] = addresses[0].ToString();
        for (int i = 0; i < addresses.Length; i++)
        {
            start.Environment[$"RtcVoice__Media__Addresses__{i}"] = addresses[i].ToString();
        }

        foreach ((string key, string value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var server = new ServerProcess(new Process { StartInfo = start }, new Uri($"http://{addresses[0]}:{httpPort}"), mediaPort);
        await server.RunAsync().ConfigureAwait(false);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        AppDomain.CurrentDomain.ProcessExit -= KillWithUs;
        if (_process is not null)
        {
            Kill();
            await _process.WaitForExitAsync().ConfigureAwait(false);
            _process.Dispose();
        }
    }

    private async Task RunAsync()
    {
        _process!.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += KillWithUs;
        using var timeout = new CancellationTokenSource(StartTimeout);
        while (!await IsHealthyAsync(timeout.Token).ConfigureAwait(false))
        {
            if (_process.HasExited || timeout.IsCancellationRequested)
            {
                string log = Log;
                await DisposeAsync().ConfigureAwait(false);
                throw new InvalidOperationException($"The server did not start:\n{log}");
            }

            await Task.Delay(50).ConfigureAwait(false);
        }
    }

    private async Task<bool> IsHealthyAsync(CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage reply = await Http.GetAsync(new Uri("/healthz", UriKind.Relative), cancellation).ConfigureAwait(false);
            return reply.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
        {
            _log.AppendLine(line.Data);
        }
    }

    private void KillWithUs(object? sender, EventArgs e) => Kill();

    private void Kill()
    {
        if (!_process!.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
    }
}
