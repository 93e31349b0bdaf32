using RtcVoice.Conversation.Playout;
using RtcVoice.Conversation.Responses;
using RtcVoice.Conversation.Transcripts;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Output;

/// <summary>How much of all that was said in a call was made, has left and was heard. The worker's.</summary>
/// <param name="output">Where it goes.</param>
internal sealed class SpeechTally(IVoiceOutput output)
{
    private readonly IVoiceOutput _output = output;
    private TimeSpan _generated;
    private TimeSpan _heard;

    /// <summary>It is known of a message how much of it was heard: no more will be.</summary>
    public void Settle(Utterance utterance)
    {
        utterance.IsSettled = true;
        _generated += utterance.Generated;
        _heard += utterance.Heard ?? TimeSpan.Zero;
    }

    /// <summary>It turns out that less was heard of a message than was thought.</summary>
    public void OnTruncated(Utterance utterance, TimeSpan heard)
    {
        if (utterance is { IsSettled: true, Heard: { } before })
        {
            _heard += heard - before;
        }
    }

    /// <summary>How far all has come.</summary>
    /// <param name="onTheWay">The messages that have not been settled.</param>
    /// <param name="now">The time.</param>
    public SpeechProgress At(IEnumerable<MessageInProgress> onTheWay, Instant now)
    {
        TimeSpan discarded = _generated - _heard;
        (TimeSpan generated, TimeSpan departed, TimeSpan heard) = (_generated, _heard, _heard);
        foreach (MessageInProgress message in onTheWay)
        {
            OutputPosition position = _output.PositionOf(message.SpeechId, now);
            TimeSpan made = message.Utterance.Generated;
            TimeSpan left = position.Departed < made ? position.Departed : made;
            generated += made;
            departed += left;
            heard += position.Heard < left ? position.Heard : left;
        }

        PlayoutEstimate? playout = (_output as IPacedOutput)?.PlayoutAt(now);
        return new SpeechProgress(generated, departed, heard, discarded, playout?.Delay, playout?.Error, playout?.Source ?? PlayoutSource.SendClock);
    }
}
