using System.Buffers.Binary;

namespace RtcVoice.Latency.Calls;

/// <summary>When each packet of the agent's voice left the server, and whether it was speech. Filled on the relay's thread.</summary>
internal sealed class DownlinkLog
{
    /// <summary>
    /// Coded speech is larger, coded silence smaller. Measured on datagrams as they travel: babble has 99 to 117 bytes, its
    /// fade 74 to 94, the first silence behind it 71 and less, all other silence 49.
    /// </summary>
    public const int SpeechBytes = 72;

    private readonly Lock _gate = new();
    private readonly List<Departure> _departures = [];

    /// <summary>A pause between two answers is longer than this; a hold within one, for want of sound, is not.</summary>
    private static readonly TimeSpan AnswersApart = TimeSpan.FromSeconds(0.6);

    /// <summary>Packets further apart than this do not belong to one run.</summary>
    private static readonly TimeSpan HoldsFrom = TimeSpan.FromMilliseconds(70);

    /// <summary>A run has so many packets; at the start of a call a few of silence are as large as speech.</summary>
    private const int ShortestRun = 10;

    /// <summary>A packet.</summary>
    internal readonly record struct Departure(DateTime At, int Bytes, uint RtpTimestamp);

    /// <summary>Notes a datagram if it is RTP (RFC 7983; RFC 5761 section 4 for what is RTCP).</summary>
    public void Note(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < 12 || datagram[0] is < 128 or > 191 || datagram[1] is >= 192 and <= 223)
        {
            return;
        }

        lock (_gate)
        {
            _departures.Add(new Departure(DateTime.UtcNow, datagram.Length, BinaryPrimitives.ReadUInt32BigEndian(datagram[4..])));
        }
    }

    /// <summary>When the first packet left; null when none has.</summary>
    public DateTime? First
    {
        get
        {
            lock (_gate)
            {
                return _departures.Count == 0 ? null : _departures[0].At;
            }
        }
    }

    /// <summary>The first packet with speech that left between two moments; null when there is none.</summary>
    public DateTime? FirstSpeech(DateTime from, DateTime to)
    {
        lock (_gate)
        {
            int first = _departures.FindIndex(d => d.At >= from && d.At <= to && d.Bytes > SpeechBytes);
            return first < 0 ? null : _departures[first].At;
        }
    }

    /// <summary>The last packet with speech that left between two moments; null when there is none.</summary>
    public DateTime? LastSpeech(DateTime from, DateTime to)
    {
        lock (_gate)
        {
            int last = _departures.FindLastIndex(d => d.At >= from && d.At <= to && d.Bytes > SpeechBytes);
            return last < 0 ? null : _departures[last].At;
        }
    }

    /// <summary>The RTP timestamps of the packets of each answer, in order: each has 20 ms of it, also behind a hold.</summary>
    public IReadOnlyList<List<uint>> Answers()
    {
        lock (_gate)
        {
            List<List<Departure>> runs = [];
            foreach (Departure speech in _departures.Where(d => d.Bytes > SpeechBytes))
            {
                if (runs.Count == 0 || speech.At - runs[^1][^1].At > HoldsFrom)
                {
                    runs.Add([]);
                }

                runs[^1].Add(speech);
            }

            List<List<uint>> answers = [];
            DateTime last = DateTime.MinValue;
            foreach (List<Departure> run in runs.Where(r => r.Count >= ShortestRun))
            {
                if (run[0].At - last > AnswersApart)
                {
                    answers.Add([]);
                }

                answers[^1].AddRange(run.Select(d => d.RtpTimestamp));
                last = run[^1].At;
            }

            return answers;
        }
    }
}
