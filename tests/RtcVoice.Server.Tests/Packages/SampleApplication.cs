using System.Diagnostics;
using System.Text.RegularExpressions;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Server.Tests.Packages;

/// <summary>A program of somebody else's that uses the packages: made, restored, built and run outside of this source tree.</summary>
internal sealed partial class SampleApplication : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];

    private SampleApplication(Process process)
    {
        _process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>A client of its API; there once <see cref="StartAsync"/> is through.</summary>
    public HttpClient Http { get; } = new();

    private string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Builds a program against the packages. No package comes from anywhere but their folder and what is on this machine already.</summary>
    public static async Task BuildAsync(string folder, string program, PackedLibraries packages)
    {
        string version = packages.Describe("RtcVoice.Server").Element("version")!;
        string known = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), program);
        await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="packed" value="{packages.Folder}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="known" value="{known}" /></fallbackPackageFolders>
            </configuration>
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "Sample.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>packages</RestorePackagesPath>
                <AppendTargetFrameworkToOutputPath>false</AppendTargetFrameworkToOutputPath>
                <OutputPath>out/</OutputPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="RtcVoice.Server" Version="{version}" />
              </ItemGroup>
            </Project>
            """);
        await CommandLine.DotnetAsync(folder, "build", "-v", "quiet", "--nologo");
    }

    /// <summary>Runs it, on ports of its own on loopback, and waits until it takes calls.</summary>
    public static async Task<SampleApplication> StartAsync(string folder)
    {
        string[] arguments =
            ["out/Sample.dll", "--urls=http://127.0.0.1:0", "--RtcVoice:Media:Port=0", "--RtcVoice:Media:Addresses:0=127.0.0.1", "--RtcVoice:History:Enabled=false"];
        var application = new SampleApplication(new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true },
        });
        try
        {
            await Eventually.IsTrueAsync(() => application._process.HasExited || Address().IsMatch(application.Output), "the sample listens");
            Match address = Address().Match(application.Output);
            Assert.That(address.Success, application.Output);
            application.Http.BaseAddress = new Uri(address.Groups[1].Value);
            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        TestContext.Out.WriteLine(Output);
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_lines)
        {
            _lines.Add(line.Data ?? "");
        }
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Address();
}
