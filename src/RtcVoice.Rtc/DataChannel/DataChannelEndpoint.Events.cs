using RtcVoice.Rtc.Sctp;

namespace RtcVoice.Rtc.DataChannel;

// From what the association tells to what the channels tell.
internal sealed partial class DataChannelEndpoint
{
    private void TakeAssociationEvents()
    {
        while (_association.TryPollEvent(out SctpEvent happened))
        {
            switch (happened.Kind)
            {
                case SctpEventKind.Up:
                    OnAssociationUp();
                    break;
                case SctpEventKind.Restarted:
                    CloseAll();
                    break;
                case SctpEventKind.Message:
                    OnMessage(happened);
                    break;
                case SctpEventKind.IncomingStreamReset:
                    OnIncomingReset(happened);
                    break;
                case SctpEventKind.OutgoingStreamReset:
                    OnOutgoingReset(happened.StreamId);
                    break;
                case SctpEventKind.OutgoingStreamResetFailed:
                    Retire(happened.StreamId);
                    break;
                case SctpEventKind.BufferedAmountLow:
                    if (_channels.TryGetValue(happened.StreamId, out Channel? channel)
                        && channel is { State: <= ChannelState.Open, HasSent: true })
                    {
                        channel.HasSent = false;
                        Announce(DataChannelEventKind.BufferedAmountLow, happened.StreamId);
                    }

                    break;
                case SctpEventKind.Closed:
                    CloseAll();
                    _events.Enqueue(new DataChannelEvent
                    {
                        Kind = DataChannelEventKind.AssociationClosed,
                        CloseReason = happened.CloseReason,
                    });
                    break;
            }
        }
    }

    private void OnAssociationUp()
    {
        _events.Enqueue(new DataChannelEvent { Kind = DataChannelEventKind.AssociationUp });
        foreach (Channel channel in _channels.Values.ToArray())
        {
            if (channel.Id >= _association.OutboundStreams)
            {
                // Opened before the peer said how few streams it takes.
                Remove(channel);
            }
            else if (channel.State == ChannelState.Closing)
            {
                RequestReset(channel);
            }
        }
    }

    private void OnMessage(in SctpEvent message)
    {
        if (TryKeepForSuccessor(message))
        {
            return;
        }

        bool isKept = message.PayloadProtocol == PayloadProtocol.Dcep
            ? OnDcep(message)
            : _channels.TryGetValue(message.StreamId, out Channel? channel) && OnUserMessage(channel, message);
        if (!isKept)
        {
            _association.Release(message.Payload);
        }
    }

    /// <summary>True when the payload went into an event.</summary>
    private bool OnUserMessage(Channel channel, in SctpEvent message)
    {
        if (channel.State > ChannelState.Open)
        {
            return false;
        }

        bool isText = message.PayloadProtocol is PayloadProtocol.String or PayloadProtocol.EmptyString;
        bool isEmpty = message.PayloadProtocol is PayloadProtocol.EmptyString or PayloadProtocol.EmptyBinary;
        if (!isText && !isEmpty && message.PayloadProtocol != PayloadProtocol.Binary)
        {
            return false;
        }

        // A message is as good as an ACK (RFC 8832 section 6).
        Confirm(channel);
        _events.Enqueue(new DataChannelEvent
        {
            Kind = DataChannelEventKind.Message,
            ChannelId = channel.Id,
            IsText = isText,
            Payload = isEmpty ? default : message.Payload.Memory,
            Buffer = message.Payload,
        });
        return true;
    }

    private bool OnDcep(in SctpEvent message)
    {
        ReadOnlySpan<byte> payload = message.Payload.Span;
        if (DcepAckMessage.IsAck(payload))
        {
            if (_channels.TryGetValue(message.StreamId, out Channel? channel))
            {
                Confirm(channel);
            }
        }
        else if (payload[0] == DcepOpenMessage.MessageType)
        {
            OnOpen(message.StreamId, payload);
        }

        return false;
    }

    private void OnOpen(ushort id, ReadOnlySpan<byte> payload)
    {
        if (_channels.TryGetValue(id, out Channel? existing))
        {
            // Section 6: an OPEN on a channel in use is an error, and the channel is closed. An OPEN that we have refused
            // already may come again by a peer that does not listen; its reset is under way.
            if (existing.State <= ChannelState.Open)
            {
                BeginClosing(existing);
            }

            return;
        }

        // Odd or even is not looked at, as in libwebrtc: aiortc takes its parity from the ICE role, and a free one harms no one.
        bool isAcceptable = DcepOpenMessage.TryRead(payload, out DcepOpenMessage open)
            && id < _association.OutboundStreams
            && ChannelCount < _options.MaxChannels;
        var channel = new Channel(id, open.Label ?? "", open.Protocol ?? "", open.Reliability, ChannelState.Open);
        Add(channel);
        if (!isAcceptable
            || _association.TrySend(id, PayloadProtocol.Dcep, DcepAckMessage.Bytes, default, _now) != SendResult.Queued)
        {
            // Refused by the only word there is: the reset of its stream.
            BeginClosing(channel);
            return;
        }

        AnnounceOpened(channel);
    }

    private void Confirm(Channel channel)
    {
        if (channel.State == ChannelState.Opening)
        {
            channel.State = ChannelState.Open;
            AnnounceOpened(channel);
        }
    }

    private void OnIncomingReset(in SctpEvent reset)
    {
        if (!_channels.TryGetValue(reset.StreamId, out Channel? channel)
            || channel.State == ChannelState.Retired
            || (channel.Successor is not null && TryKeepForSuccessor(reset)))
        {
            return;
        }

        channel.IsIncomingReset = true;
        if (channel.State <= ChannelState.Open)
        {
            BeginClosing(channel);
        }

        RemoveIfReset(channel);
    }

    private void OnOutgoingReset(ushort id)
    {
        if (_channels.TryGetValue(id, out Channel? channel))
        {
            channel.IsOutgoingReset = true;
            RemoveIfReset(channel);
        }
    }

    private bool TryKeepForSuccessor(in SctpEvent happened)
    {
        if (!_channels.TryGetValue(happened.StreamId, out Channel? channel)
            || channel is not { State: ChannelState.Closing, IsIncomingReset: true })
        {
            return false;
        }

        // A peer that never answers our reset could repeat its own without end: a second in a row says nothing new.
        bool isReset = happened.Kind == SctpEventKind.IncomingStreamReset;
        if (!isReset || !channel.IsSuccessorReset)
        {
            channel.Successor ??= [];
            channel.Successor.Enqueue(happened);
        }

        channel.IsSuccessorReset = isReset;
        return true;
    }

    private void Begin(Queue<SctpEvent> successor)
    {
        while (successor.TryDequeue(out SctpEvent happened))
        {
            if (happened.Kind == SctpEventKind.IncomingStreamReset)
            {
                OnIncomingReset(happened);
            }
            else
            {
                OnMessage(happened);
            }
        }
    }

    private void BeginClosing(Channel channel)
    {
        channel.State = ChannelState.Closing;
        RequestReset(channel);
    }

    private void RequestReset(Channel channel)
    {
        if (!channel.IsResetRequested)
        {
            channel.IsResetRequested = _association.TryResetStream(channel.Id, _now);
        }
    }

    private void RemoveIfReset(Channel channel)
    {
        if (channel.IsOutgoingReset && channel.IsIncomingReset)
        {
            Queue<SctpEvent>? successor = channel.Successor;
            channel.Successor = null;
            Remove(channel);
            if (successor is not null)
            {
                Begin(successor);
            }
        }
    }

    /// <summary>The peer will not reset: closed for its owner, and the identifier stays taken.</summary>
    private void Retire(ushort id)
    {
        if (_channels.TryGetValue(id, out Channel? channel) && channel.State != ChannelState.Retired)
        {
            Remove(channel);
            channel.State = ChannelState.Retired;
            _channels[id] = channel;
        }
    }

    private void CloseAll()
    {
        foreach (Channel channel in _channels.Values.ToArray())
        {
            if (channel.State == ChannelState.Retired)
            {
                _channels.Remove(channel.Id);
            }
            else
            {
                Remove(channel);
            }
        }
    }

    private void Remove(Channel channel)
    {
        _channels.Remove(channel.Id);
        ChannelCount--;
        while (channel.Successor is not null && channel.Successor.TryDequeue(out SctpEvent unused))
        {
            _association.Release(unused.Payload);
        }

        if (channel.IsAnnounced)
        {
            Announce(DataChannelEventKind.ChannelClosed, channel.Id);
        }
    }

    private void AnnounceOpened(Channel channel)
    {
        channel.IsAnnounced = true;
        _events.Enqueue(new DataChannelEvent
        {
            Kind = DataChannelEventKind.ChannelOpened,
            ChannelId = channel.Id,
            Label = channel.Label,
            Protocol = channel.Protocol,
            Reliability = channel.Reliability,
        });
    }

    private void Announce(DataChannelEventKind kind, ushort channelId) =>
        _events.Enqueue(new DataChannelEvent { Kind = kind, ChannelId = channelId });
}
