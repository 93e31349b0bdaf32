using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using RtcVoice.BrowserKit;
using RtcVoice.BrowserKit.Calls;

namespace RtcVoice.Browser.Tests.Harness;

/// <summary>
/// A network namespace and a sound server for Firefox. It gathers no loopback candidates and sends nothing to
/// 127.0.0.1, so it lives at the other end of a veth pair, with a default route; and it renders no sound without a
/// sink. Needs root, as CI is.
/// </summary>
internal sealed class FirefoxNamespace : IAsyncDisposable
{
    private static readonly TimeSpan SoundServerTimeout = TimeSpan.FromSeconds(20);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly string _name;
    private readonly TemporaryFolder _folder = new();
    private Process? _soundServer;

    private FirefoxNamespace(string name, IPAddress here)
    {
        _name = name;
        Here = here;
    }

    /// <summary>The near end's address: what a server for Firefox has to listen on and announce.</summary>
    public IPAddress Here { get; }

    private string SoundSocket => _folder.At("pulse");

    /// <summary>Makes the namespace, its link to here, and its sound server.</summary>
    public static async Task<FirefoxNamespace> CreateAsync()
    {
        int number = Environment.ProcessId % 250;
        string suffix = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var made = new FirefoxNamespace($"rtcvoice{suffix}", IPAddress.Parse($"10.77.{number}.1"));
        try
        {
            await made.LinkAsync($"10.77.{number}.2", $"rv{suffix}a", $"rv{suffix}b").ConfigureAwait(false);
            await made.StartSoundServerAsync().ConfigureAwait(false);
            return made;
        }
        catch
        {
            await made.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets Firefox call a server and talk for a while; it says a tone, and sends an echo message half-way.</summary>
    public async Task<CallRecord> CallAsync(Uri server, TimeSpan time, string key)
    {
        string output = await RunAsync(
            time + TimeSpan.FromSeconds(60),
            "call.mjs",
            server.GetLeftPart(UriPartial.Authority),
            BrowserFiles.Page("caller.js"),
            time.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            key).ConfigureAwait(false);
        return JsonSerializer.Deserialize<CallRecord>(output, Json)!;
    }

    /// <summary>Lets somebody walk up to the kiosk of a server, and somebody else watch that in its console; the transcript, and what the console lists.</summary>
    /// <param name="server">The server.</param>
    /// <param name="key">Its key.</param>
    /// <param name="script">What is run in the kiosk's page before its own scripts.</param>
    public async Task<string> WalkUpToKioskAsync(Uri server, string key, string script)
    {
        await File.WriteAllTextAsync(_folder.At("walkUp.js"), script).ConfigureAwait(false);
        return await RunAsync(TimeSpan.FromSeconds(90), "kiosk.mjs", server.GetLeftPart(UriPartial.Authority), key, _folder.At("walkUp.js")).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_soundServer is not null)
        {
            _soundServer.Kill(entireProcessTree: true);
            await _soundServer.WaitForExitAsync().ConfigureAwait(false);
            _soundServer.Dispose();
        }

        // The link goes with the namespace.
        await Command.RunAsync(TimeSpan.FromSeconds(10), "ip", ["netns", "delete", _name]).ConfigureAwait(false);
        _folder.Dispose();
    }

    private async Task<string> RunAsync(TimeSpan timeout, string script, params string[] arguments)
    {
        string[] all = ["netns", "exec", _name, "node", BrowserFiles.InTests("firefox", script), .. arguments];
        var environment = new Dictionary<string, string> { ["PULSE_SERVER"] = $"unix:{SoundSocket}" };
        Command.Outcome outcome = await Command.RunAsync(timeout, "ip", all, environment).ConfigureAwait(false);
        Assert.That(outcome.ExitCode, Is.Zero, $"{script}: {outcome.Errors}\nprinted: {outcome.Output}");
        return outcome.Output;
    }

    private async Task LinkAsync(string there, string near, string far)
    {
        await Command.RequireAsync("ip", "netns", "add", _name).ConfigureAwait(false);
        await Command.RequireAsync("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", _name).ConfigureAwait(false);
        await Command.RequireAsync("ip", "address", "add", $"{Here}/30", "dev", near).ConfigureAwait(false);
        await Command.RequireAsync("ip", "link", "set", near, "up").ConfigureAwait(false);
        await Command.RequireAsync("ip", "-n", _name, "address", "add", $"{there}/30", "dev", far).ConfigureAwait(false);
        await Command.RequireAsync("ip", "-n", _name, "link", "set", far, "up").ConfigureAwait(false);
        await Command.RequireAsync("ip", "-n", _name, "link", "set", "lo", "up").ConfigureAwait(false);
        await Command.RequireAsync("ip", "-n", _name, "route", "add", "default", "via", Here.ToString()).ConfigureAwait(false);
    }

    private async Task StartSoundServerAsync()
    {
        var start = new ProcessStartInfo("pulseaudio")
        {
            ArgumentList =
            {
                "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes", "--log-target=null",
                "-L", "module-null-sink rate=48000", "-L", $"module-native-protocol-unix socket={SoundSocket} auth-anonymous=1",
            },
        };
        start.Environment["HOME"] = start.Environment["XDG_RUNTIME_DIR"] = _folder.At("home");
        Directory.CreateDirectory(_folder.At("home"));
        _soundServer = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(SoundServerTimeout);
        while (!await IsListeningAsync().ConfigureAwait(false))
        {
            Assert.That(_soundServer.HasExited, Is.False, "pulseaudio has ended");
            await Task.Delay(50, deadline.Token).ConfigureAwait(false);
        }
    }

    private async Task<bool> IsListeningAsync()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SoundSocket)).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
