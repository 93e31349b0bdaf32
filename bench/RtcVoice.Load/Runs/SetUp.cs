using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using RtcVoice.Load.Clients;
using RtcVoice.Load.Measures;

namespace RtcVoice.Load.Runs;

/// <summary>Sets calls up, so many at a time, as fast as they come about.</summary>
internal sealed class SetUp(HttpClient http, ClientLoop clients)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<float> _connectMilliseconds = [];
    private readonly List<string> _failures = [];
    private readonly List<ClientCall> _calls = [];
    private readonly List<TimeSpan> _retryAfter = [];
    private int _refused;

    /// <summary>Calls that came about.</summary>
    public IReadOnlyList<ClientCall> Calls => _calls;

    /// <summary>Calls that were refused with 503.</summary>
    public int Refused => _refused;

    /// <summary>How long the refused were told to wait, in seconds.</summary>
    public double RetryAfterSeconds => _retryAfter.Count == 0 ? 0 : _retryAfter.Max(r => r.TotalSeconds);

    /// <summary>What went wrong otherwise.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Calls that came about per second.</summary>
    public double PerSecond { get; private set; }

    /// <summary>From the offer to media, in milliseconds.</summary>
    public Distribution ConnectMilliseconds => Distribution.Of(CollectionsMarshal.AsSpan(_connectMilliseconds));

    /// <summary>Makes so many calls.</summary>
    /// <param name="first">The first of the clients that call.</param>
    /// <param name="count">How many.</param>
    /// <param name="atATime">How many at a time.</param>
    public async Task MakeAsync(int first, int count, int atATime)
    {
        long start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(first, count),
            new ParallelOptions { MaxDegreeOfParallelism = atATime },
            async (client, cancellation) => await MakeOneAsync(client, cancellation));
        PerSecond = _calls.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task MakeOneAsync(int client, CancellationToken cancellation)
    {
        try
        {
            ClientCall call = clients.CreateCall(client);
            string offer = call.Peer.CreateOffer();
            long start = Stopwatch.GetTimestamp();
            using var content = new StringContent(offer, new MediaTypeHeaderValue("application/sdp"));
            using HttpResponseMessage response = await http.PostAsync("/v1/realtime/calls", content, cancellation);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                Interlocked.Increment(ref _refused);
                lock (_calls)
                {
                    _retryAfter.Add(response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero);
                }

                // A caller who is told to come back does: one client in its place goes on a second later.
                await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
                return;
            }

            response.EnsureSuccessStatusCode();
            await clients.AcceptAsync(call, await response.Content.ReadAsStringAsync(cancellation));
            await call.Connected.WaitAsync(Patience, cancellation);
            lock (_calls)
            {
                _calls.Add(call);
                _connectMilliseconds.Add((float)Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException or FormatException or OperationCanceledException)
        {
            lock (_calls)
            {
                _failures.Add(e.Message);
            }
        }
    }
}
