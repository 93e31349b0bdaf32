using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Output;
using RtcVoice.Conversation.Playout;
using RtcVoice.Conversation.Responses;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Realtime;

/// <summary>What of the agent's messages has been heard (design section 4, rule 5).</summary>
public sealed partial class RealtimeSession
{
    /// <summary>A client that silences itself because of a cut has done so by then.</summary>
    private static readonly TimeSpan MutePatience = TimeSpan.FromSeconds(2);

    /// <summary>Less than this the agent need not be told: Opus frames have twice that.</summary>
    private static readonly TimeSpan SmallestCorrection = TimeSpan.FromMilliseconds(10);

    private readonly Func<MessageInProgress, bool> _isHeard;

    /// <summary>What the last cut broke off, and when; the client may say that it stopped before what was on its way.</summary>
    private IReadOnlyList<MessageInProgress> _lastCut = [];
    private Instant _lastCutAt = Instant.Origin;

    /// <summary>Told that the agent is silent because the person may be cutting in, and when it goes on: what is on its way need not sound.</summary>
    internal Action<bool>? Held { get; set; }

    /// <summary>The client silenced itself because it was told of a cut, or of a pause: what was on its way then has not been heard.</summary>
    /// <param name="mediaTime">Where its loudspeaker was, in samples at 48 kHz on the call's media clock.</param>
    /// <param name="now">The time.</param>
    internal void OnMuted(long mediaTime, Instant now)
    {
        if (_doubt is { } doubt)
        {
            doubt.MutedAt ??= mediaTime;
            return;
        }

        IReadOnlyList<MessageInProgress> cut = _lastCut;
        _lastCut = [];
        if (_paced is null || now - _lastCutAt > MutePatience)
        {
            return;
        }

        foreach (MessageInProgress message in cut)
        {
            TimeSpan heard = _paced.PositionAt(message.SpeechId, mediaTime);
            if (_items.Find(message.ItemId) is not MessageItem item || message.Utterance.Heard - heard < SmallestCorrection)
            {
                continue;
            }

            Truncate(item, message.Utterance, heard);
            if (heard == TimeSpan.Zero)
            {
                Remove(item.Id);
            }
        }
    }

    private bool IsHeard(MessageInProgress message)
    {
        OutputPosition position = _output.PositionOf(message.SpeechId, _now);
        return position.Heard >= position.Departed;
    }

    // How far a message has come that is on its way to the person's ear; null when it is not, or it is known how far it came.
    private PlayoutPosition? PositionOf(string itemId)
    {
        if (_spoken.All.FirstOrDefault(m => m.ItemId == itemId) is not { Utterance.Heard: null } message)
        {
            return null;
        }

        OutputPosition position = _output.PositionOf(message.SpeechId, _now);
        TimeSpan generated = message.Utterance.Generated;
        // The pacer's samples and the agent's are rounded differently.
        TimeSpan departed = position.Departed < generated ? position.Departed : generated;
        TimeSpan heard = position.Heard < departed ? position.Heard : departed;
        return new PlayoutPosition(
            message.Response.Id, itemId, ResponseInProgress.OnlyPart, departed, heard, generated - departed, position.Error, position.Source);
    }
}
