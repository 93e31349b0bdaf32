using System.Globalization;
using System.Text;
using RtcVoice.Audio.Opus;

namespace RtcVoice.Conversation.Tests.Harness;

/// <summary>
/// A browser that hears each frame so long after it was sent, and reports that on a channel of its own, as often as it is
/// told to.
/// </summary>
internal sealed class PlayoutReporter(CallUnderTest call, TimeSpan delay)
{
    private const int Channel = 9;

    private readonly CallUnderTest _call = call;

    /// <summary>Opens the channel.</summary>
    public void Open() => _call.Peer.Observer.OnChannelOpened(Channel, "rtcvoice-playout");

    /// <summary>Reports what is heard now; the delay is all the jitter buffer's.</summary>
    public void Report(string type = "played")
    {
        (long mediaTime, _, Timing.Instant at) = _call.Peer.Sent.Last(s => s.At + delay <= _call.Now);
        double age = (_call.Now - at - delay).TotalMilliseconds;
        Send(string.Create(CultureInfo.InvariantCulture, $$"""{"type":"{{type}}","rtp":{{Timestamp(mediaTime)}},"age":{{age}},"out":0}"""));
    }

    /// <summary>Lets time pass until it is told this, and fails when it is not within a second.</summary>
    public void AwaitMessage(string type)
    {
        string wanted = $$"""{"type":"{{type}}"}""";
        for (int i = 0; !_call.Peer.Messages.Any(m => m is { Channel: Channel, IsText: true } && Encoding.UTF8.GetString(m.Payload) == wanted); i++)
        {
            Assert.That(i, Is.LessThan(100), $"{type} is told");
            _call.Run(TimeSpan.FromMilliseconds(10));
        }
    }

    /// <summary>Reports so often while time passes.</summary>
    public void ReportFor(TimeSpan time, int every = 150)
    {
        for (double at = 0; at < time.TotalMilliseconds; at += every)
        {
            Report();
            _call.Run(TimeSpan.FromMilliseconds(every));
        }
    }

    /// <summary>Says anything.</summary>
    public void Send(string json) => _call.Peer.Observer.OnMessage(Channel, Encoding.UTF8.GetBytes(json), isText: true);

    /// <summary>The RTP timestamp of a media time.</summary>
    public uint Timestamp(long mediaTime) => unchecked(_call.Peer.FirstTimestamp + (uint)mediaTime);

    /// <summary>The media time that the pacer has reached.</summary>
    public long SentThrough => _call.Peer.Sent[^1].MediaTime + OpusFormat.FrameSamples;
}
