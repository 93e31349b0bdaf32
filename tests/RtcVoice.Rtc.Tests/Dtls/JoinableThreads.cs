using RtcVoice.Rtc.Dtls;

namespace RtcVoice.Rtc.Tests.Dtls;

/// <summary>A thread per handshake, remembered, so that a test sees them end.</summary>
internal sealed class JoinableThreads : IDtlsHandshakeExecutor
{
    private readonly List<Thread> _threads = [];

    public int Started => _threads.Count;

    public bool TryRun(Action handshake)
    {
        Thread thread = new(() => handshake()) { IsBackground = true };
        _threads.Add(thread);
        thread.Start();
        return true;
    }

    /// <summary>The time is there only to end a test that has failed.</summary>
    public bool AllEndWithin(TimeSpan patience) => _threads.TrueForAll(thread => thread.Join(patience));
}
