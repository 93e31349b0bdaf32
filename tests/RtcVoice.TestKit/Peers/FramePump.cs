using RtcVoice.Transport.Client;

namespace RtcVoice.TestKit.Peers;

/// <summary>Lets a client send a frame every 20 ms until it is disposed, as a browser does from the first moment on.</summary>
public sealed class FramePump : IAsyncDisposable
{
    private const int FrameSamples = 960;

    /// <summary>An Opus packet of 20 ms of digital silence: CELT fullband, one frame (RFC 6716, section 3.1).</summary>
    private static readonly byte[] Silence = [0xF8, 0xFF, 0xFE];

    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sending;
    private long _sent;

    private FramePump(VoiceClient client) => _sending = SendAsync(client);

    /// <summary>Frames sent so far.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Starts to send.</summary>
    public static FramePump Start(VoiceClient client) => new(client);

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
                client.SendFrame(Silence, Sent * FrameSamples);
                Volatile.Write(ref _sent, Sent + 1);
            }
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }
}
