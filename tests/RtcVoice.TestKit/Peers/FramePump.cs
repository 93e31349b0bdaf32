using System.Collections.Concurrent;
using RtcVoice.Transport.Client;

namespace RtcVoice.TestKit.Peers;

/// <summary>
/// Lets a client send a frame every 20 ms until it is disposed, as a browser does from the first moment on: silence, unless
/// it is given something to say.
/// </summary>
public sealed class FramePump : IAsyncDisposable
{
    private const int FrameSamples = 960;

    /// <summary>An Opus packet of 20 ms of digital silence: CELT fullband, one frame (RFC 6716, section 3.1).</summary>
    private static readonly byte[] Silence = [0xF8, 0xFF, 0xFE];

    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentQueue<(byte[] Packet, TaskCompletionSource? IsLast)> _speech = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sending;
    private long _sent;

    private FramePump(VoiceClient client) => _sending = SendAsync(client);

    /// <summary>Frames sent so far.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Starts to send.</summary>
    public static FramePump Start(VoiceClient client) => new(client);

    /// <summary>Sends these Opus packets of 20 ms, one after the other.</summary>
    /// <returns>Completes when the last has been sent.</returns>
    public Task SayAsync(IReadOnlyList<byte[]> packets)
    {
        ArgumentNullException.ThrowIfNull(packets);
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (int i = 0; i < packets.Count; i++)
        {
            _speech.Enqueue((packets[i], i == packets.Count - 1 ? said : null));
        }

        return said.Task;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _sending.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task SendAsync(VoiceClient client)
    {
        using var timer = new PeriodicTimer(FrameTime);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                bool isSpeech = _speech.TryDequeue(out (byte[] Packet, TaskCompletionSource? IsLast) next);
                client.SendFrame(isSpeech ? next.Packet : Silence, Sent * FrameSamples);
                Volatile.Write(ref _sent, Sent + 1);
                next.IsLast?.SetResult();
            }
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }
}
