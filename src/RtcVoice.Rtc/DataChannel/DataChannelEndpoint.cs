using System.Text;
using RtcVoice.Rtc.Sctp;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.DataChannel;

/// <summary>
/// The data channels of one peer (RFC 8831, RFC 8832), sans IO: it is handed what DTLS has decrypted and the time, and asked
/// for what DTLS is to encrypt. Single owner, no locks.
/// </summary>
/// <remarks>
/// After each call of a verb drain <see cref="TryPollEvent"/> and <see cref="TryPollTransmit"/> until neither has more (a
/// message taken may open a window, a message that expires unsent may raise an event), then arm a timer for
/// <see cref="NextTimeout"/>. It does not do: negotiated channels (which open without a word on the wire), priorities, and
/// the deprecated partial-message identifiers.
/// </remarks>
internal sealed partial class DataChannelEndpoint
{
    private readonly DataChannelOptions _options;
    private readonly SctpAssociation _association;
    private readonly Dictionary<ushort, Channel> _channels = [];
    private readonly Queue<DataChannelEvent> _events = [];
    private PooledBuffer _lent;
    private Instant _now;

    /// <param name="options">Role, ports and bounds.</param>
    /// <param name="fillRandom">Fills a span with unpredictable bytes, as <c>RandomNumberGenerator.Fill</c> does.</param>
    public DataChannelEndpoint(DataChannelOptions options, Action<Span<byte>> fillRandom)
    {
        _options = options;
        _association = new SctpAssociation(options.Sctp, fillRandom);
    }

    /// <summary>When <see cref="HandleTimeout"/> wants to be called; <see cref="Instant.Never"/> when nothing is awaited.</summary>
    public Instant NextTimeout => _association.NextTimeout;

    /// <summary>Data flows.</summary>
    public bool IsUp => _association.State == SctpState.Established;

    public SctpStatistics Statistics => _association.Statistics;

    /// <summary>Channels that are opening, open or closing.</summary>
    public int ChannelCount { get; private set; }

    /// <summary>Events kept for channels that begin when one before them has closed, for tests that they are bounded.</summary>
    internal int KeptEvents => _channels.Values.Sum(channel => channel.Successor?.Count ?? 0);

    /// <summary>Opens the association from this side. A browser does that itself; tests, harnesses and load do it by this.</summary>
    public void Connect(Instant now)
    {
        _now = now;
        _association.Connect(now);
    }

    /// <summary>Takes in one SCTP packet, as DTLS has decrypted it.</summary>
    public void HandleDatagram(ReadOnlySpan<byte> decryptedSctpPacket, Instant now)
    {
        _now = now;
        _association.HandleDatagram(decryptedSctpPacket, now);
        TakeAssociationEvents();
    }

    /// <summary>Serves the timers that are due.</summary>
    public void HandleTimeout(Instant now)
    {
        _now = now;
        _association.HandleTimeout(now);
        TakeAssociationEvents();
    }

    /// <summary>Writes the next SCTP packet to be sent inside DTLS. Call until it is false.</summary>
    /// <param name="buffer">Room for <see cref="SctpOptions.MaxPacketSize"/> bytes (1191) at least.</param>
    /// <param name="length">The length of the packet.</param>
    public bool TryPollTransmit(Span<byte> buffer, out int length)
    {
        bool hasPacket = _association.TryPollTransmit(buffer, out length);
        TakeAssociationEvents();
        return hasPacket;
    }

    /// <summary>Takes the next event. The payload of the one before it is no longer valid.</summary>
    public bool TryPollEvent(out DataChannelEvent taken)
    {
        if (_lent.Array is not null)
        {
            _association.Release(_lent);
            _lent = default;
        }

        if (!_events.TryDequeue(out taken))
        {
            return false;
        }

        _lent = taken.Buffer;
        return true;
    }

    /// <summary>
    /// Queues a message on a channel. The payload is copied. It may be empty, and it may be sent before the peer has
    /// confirmed the channel or the association is up.
    /// </summary>
    public SendResult TrySend(ushort channelId, ReadOnlySpan<byte> payload, bool isText, Instant now)
    {
        _now = now;
        if (!_channels.TryGetValue(channelId, out Channel? channel) || channel.State > ChannelState.Open)
        {
            return SendResult.NotOpen;
        }

        // Before the peer knows the channel nothing may overtake its OPEN (RFC 8832 section 6).
        ChannelReliability reliability = channel.Reliability;
        var options = new SendOptions(
            reliability.IsUnordered && channel.State == ChannelState.Open,
            reliability.MaxRetransmits,
            reliability.MaxPacketLifeTime is ushort milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null);
        SendResult result = payload.IsEmpty
            ? _association.TrySend(channelId, isText ? PayloadProtocol.EmptyString : PayloadProtocol.EmptyBinary, [0], options, now)
            : _association.TrySend(channelId, isText ? PayloadProtocol.String : PayloadProtocol.Binary, payload, options, now);
        channel.HasSent |= result == SendResult.Queued;
        TakeAssociationEvents();
        return result;
    }

    /// <summary>
    /// Opens a channel of our own: odd identifiers as DTLS server, even ones as client. It may be sent on at once;
    /// ChannelOpened follows when the peer confirms it.
    /// </summary>
    /// <param name="label">At most 1024 bytes of UTF-8.</param>
    /// <param name="reliability">Order and reliability; a limit of retransmissions and one of time exclude each other.</param>
    /// <param name="now">The time.</param>
    /// <param name="channelId">The identifier.</param>
    /// <param name="protocol">The subprotocol, at most 1024 bytes of UTF-8.</param>
    /// <returns>False when there are too many channels, no identifier is free, or the send buffer is full.</returns>
    public bool TryOpen(string label, ChannelReliability reliability, Instant now, out ushort channelId, string protocol = "")
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(protocol);
        if (reliability is { MaxRetransmits: not null, MaxPacketLifeTime: not null })
        {
            throw new ArgumentException("Retransmissions and lifetime exclude each other.", nameof(reliability));
        }

        var open = new DcepOpenMessage(reliability, label, protocol);
        if (Encoding.UTF8.GetByteCount(label) > DcepOpenMessage.MaxNameLength
            || Encoding.UTF8.GetByteCount(protocol) > DcepOpenMessage.MaxNameLength)
        {
            throw new ArgumentException("A label or protocol has at most 1024 bytes.", nameof(label));
        }

        _now = now;
        if (ChannelCount >= _options.MaxChannels || !TryFindFreeId(out channelId))
        {
            channelId = 0;
            return false;
        }

        Span<byte> message = stackalloc byte[open.Length];
        open.Write(message);
        if (_association.TrySend(channelId, PayloadProtocol.Dcep, message, default, now) != SendResult.Queued)
        {
            return false;
        }

        Add(new Channel(channelId, label, protocol, reliability, ChannelState.Opening) { IsAnnounced = true });
        return true;
    }

    /// <summary>
    /// Closes a channel: what was sent on it still arrives, then both directions are reset and ChannelClosed follows. A
    /// channel that is closing or unknown is left alone.
    /// </summary>
    public void Close(ushort channelId, Instant now)
    {
        _now = now;
        if (_channels.TryGetValue(channelId, out Channel? channel) && channel.State <= ChannelState.Open)
        {
            BeginClosing(channel);
            TakeAssociationEvents();
        }
    }

    /// <summary>Ends the association in order once all that was sent has arrived.</summary>
    public void Shutdown(Instant now)
    {
        _now = now;
        _association.Shutdown(now);
        TakeAssociationEvents();
    }

    /// <summary>Ends the association at once, and tells the peer so.</summary>
    public void Abort(Instant now)
    {
        _now = now;
        _association.Abort(now);
        TakeAssociationEvents();
    }

    /// <summary>Bytes sent on a channel that the peer has not acknowledged and that are not given up.</summary>
    public int BufferedAmount(ushort channelId) => _association.BufferedAmount(channelId);

    /// <summary>At or below this many buffered bytes, after having been above, a channel reports BufferedAmountLow. Default 0.</summary>
    public void SetBufferedAmountLowThreshold(ushort channelId, int bytes) =>
        _association.SetBufferedAmountLowThreshold(channelId, bytes);

    private bool TryFindFreeId(out ushort channelId)
    {
        int streams = IsUp ? _association.OutboundStreams : _options.Sctp.MaxStreams;
        for (int id = _options.IsDtlsServer ? 1 : 0; id < streams; id += 2)
        {
            if (!_channels.ContainsKey((ushort)id))
            {
                channelId = (ushort)id;
                return true;
            }
        }

        channelId = 0;
        return false;
    }

    private void Add(Channel channel)
    {
        _channels[channel.Id] = channel;
        ChannelCount++;
    }
}
