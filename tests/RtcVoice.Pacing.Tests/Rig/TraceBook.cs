using System.Buffers.Binary;
using RtcVoice.Pacing.Frames;
using RtcVoice.Pacing.Speech;

namespace RtcVoice.Pacing.Tests.Rig;

/// <summary>
/// Encoders whose packets are numbers of entries in a book: the samples that went in, and the encoder's state before
/// and after, a hash of all it has coded. So a listener can be played back sample by sample, and can tell whether each
/// packet was coded behind the one that it heard last.
/// </summary>
internal sealed class TraceBook
{
    /// <summary>Frames of zeros after which the state is that of silence.</summary>
    public const int SettlingFrames = 6;

    private static readonly byte[] SilencePacket = [255, 255, 255];

    private readonly List<Entry> _entries = [];

    public TraceBook() => Encoders = new SpeechEncoders(Make, new SilenceFrames(SilencePacket), SettlingFrames);

    public SpeechEncoders Encoders { get; }

    /// <summary>Encoders made so far.</summary>
    public int Made { get; private set; }

    public static bool IsSharedSilence(byte[] packet) => packet.Length == SilencePacket.Length;

    public Entry Read(byte[] packet) => _entries[(int)BinaryPrimitives.ReadInt64LittleEndian(packet)];

    private TraceEncoder Make()
    {
        Made++;
        return new TraceEncoder(this);
    }

    internal sealed record Entry(short[] Pcm, State Before, State After, int ExpectedLoss);

    internal readonly record struct State(long Hash, int Zeros);

    private sealed class TraceEncoder : ISpeechEncoder
    {
        private readonly TraceBook _book;
        private readonly Dictionary<int, State> _saved = [];
        private State _state;
        private int _expectedLoss;

        public TraceEncoder(TraceBook book) => _book = book;

        public int ExpectedPacketLossPercent
        {
            set => _expectedLoss = value;
        }

        public int Encode(ReadOnlySpan<short> pcm, Span<byte> packet)
        {
            State before = _state;
            if (pcm.ContainsAnyExcept((short)0))
            {
                long hash = before.Hash;
                foreach (short sample in pcm)
                {
                    hash = (hash * 1_000_003) + sample + 1;
                }

                _state = new State(hash, 0);
            }
            else
            {
                int zeros = Math.Min(before.Zeros + 1, SettlingFrames);
                _state = new State(zeros == SettlingFrames ? 0 : before.Hash, zeros);
            }

            BinaryPrimitives.WriteInt64LittleEndian(packet, _book._entries.Count);
            _book._entries.Add(new Entry(pcm.ToArray(), before, _state, _expectedLoss));
            return sizeof(long);
        }

        public void Save(int state) => _saved[state] = _state;

        public void Restore(int state) => _state = _saved[state];

        public void RestoreSilence() => _state = new State(0, SettlingFrames);

        public void Dispose()
        {
        }
    }
}
