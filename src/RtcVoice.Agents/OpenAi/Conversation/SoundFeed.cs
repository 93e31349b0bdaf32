using RtcVoice.Agents.OpenAi.Commands;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.OpenAi.Conversation;

/// <summary>
/// All of the person's sound on its way up, for an upstream that finds turns. The upstream counts the sound that it was sent,
/// the call the sound that there was: where the two differ, a stretch begins, and the last ones are known.
/// </summary>
internal sealed class SoundFeed
{
    /// <summary>40 ms: half as late as the upstream's own windows, and 25 messages a second.</summary>
    private const int PieceSamples = UserTurn.SampleRate / 25;

    /// <summary>A position is asked for within seconds; a new stretch begins with each gap.</summary>
    private const int MaxStretches = 16;

    private readonly List<short> _pending = [];
    private readonly List<(long Upstream, long Call)> _stretches = [];
    private TurnEncoder _encoder = new(SessionCommand.SampleRate);
    private long _next;

    /// <summary>Makes a feed.</summary>
    /// <param name="from">Where in all the person's sound it begins; what lies before is not sent.</param>
    public SoundFeed(TimeSpan from) => _next = ToSample(from);

    /// <summary>True when the next sound is to begin a stretch.</summary>
    private bool IsBroken { get; set; } = true;

    /// <summary>Takes a piece of the person's sound.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="sent">Samples that the upstream has been sent, at <see cref="SessionCommand.SampleRate"/>.</param>
    /// <returns>What is to be sent, or null while that is too little.</returns>
    public byte[]? Take(UserSound piece, long sent)
    {
        long start = ToSample(piece.Position);
        if (start + piece.Pcm.Length <= _next)
        {
            return null;
        }

        if (start > _next)
        {
            Break();
        }

        if (IsBroken)
        {
            Begin(Math.Max(start, _next), sent);
        }

        _pending.AddRange(piece.Pcm.Span[(int)(_next - start)..]);
        _next = start + piece.Pcm.Length;
        if (_pending.Count < PieceSamples)
        {
            return null;
        }

        byte[] made = _encoder.Encode(_pending.ToArray());
        _pending.Clear();
        return made;
    }

    /// <summary>The upstream has been sent something else, or lost what it had: what follows is another stretch.</summary>
    public void Break()
    {
        _pending.Clear();
        IsBroken = true;
    }

    /// <summary>Where in all the person's sound a position of the upstream's is.</summary>
    public TimeSpan PositionOf(TimeSpan upstream)
    {
        long sample = (long)(upstream.TotalSeconds * SessionCommand.SampleRate);
        int last = Math.Max(0, _stretches.FindLastIndex(s => s.Upstream <= sample));
        (long Upstream, long Call) stretch = _stretches.Count > 0 ? _stretches[last] : (0, 0);
        return TimeSpan.FromSeconds(
            (double)stretch.Call / UserTurn.SampleRate + (double)Math.Max(0, sample - stretch.Upstream) / SessionCommand.SampleRate);
    }

    private void Begin(long call, long sent)
    {
        IsBroken = false;
        _encoder = new TurnEncoder(SessionCommand.SampleRate);
        _next = call;
        _stretches.Add((sent, call));
        if (_stretches.Count > MaxStretches)
        {
            _stretches.RemoveAt(0);
        }
    }

    private static long ToSample(TimeSpan position) => (long)Math.Round(position.TotalSeconds * UserTurn.SampleRate);
}
