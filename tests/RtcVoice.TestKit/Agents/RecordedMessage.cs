using System.Text;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Responses;

namespace RtcVoice.TestKit.Agents;

/// <summary>A message of a <see cref="RecordedResponse"/>.</summary>
public sealed class RecordedMessage
{
    private readonly Recorder _recorder;

    internal RecordedMessage(string itemId, bool isSpoken, Func<Task> room, CancellationToken cancelled)
    {
        _recorder = new Recorder(room, cancelled);
        Writer = new AgentMessage(itemId, isSpoken, _recorder);
    }

    /// <summary>The agent's end.</summary>
    public AgentMessage Writer { get; }

    /// <summary>Its words.</summary>
    public string Text => _recorder.Text;

    /// <summary>Its words whose times are known.</summary>
    public IReadOnlyList<(string Text, TimeSpan Start, TimeSpan End)> Words => _recorder.Words;

    /// <summary>How much sound it has.</summary>
    public TimeSpan Sound => _recorder.AudioWritten;

    /// <summary>True once the agent has said that it is whole.</summary>
    public bool IsComplete => _recorder.IsComplete;

    private sealed class Recorder(Func<Task> room, CancellationToken cancelled) : IMessageWriter
    {
        private readonly Lock _gate = new();
        private readonly StringBuilder _text = new();
        private readonly List<(string, TimeSpan, TimeSpan)> _words = [];
        private long _written;

        public CancellationToken Cancelled { get; } = cancelled;

        public TimeSpan AudioWritten => TimeSpan.FromTicks(Volatile.Read(ref _written));

        public bool IsComplete { get; private set; }

        public string Text
        {
            get
            {
                lock (_gate)
                {
                    return _text.ToString();
                }
            }
        }

        public IReadOnlyList<(string, TimeSpan, TimeSpan)> Words
        {
            get
            {
                lock (_gate)
                {
                    return [.. _words];
                }
            }
        }

        public async ValueTask<bool> WriteAudioAsync(ReadOnlyMemory<short> pcm, int sampleRate, CancellationToken cancellation)
        {
            if (Cancelled.IsCancellationRequested)
            {
                return false;
            }

            await room().WaitAsync(cancellation).ConfigureAwait(false);
            Interlocked.Add(ref _written, TimeSpan.FromSeconds((double)pcm.Length / sampleRate).Ticks);
            return true;
        }

        public void WriteText(string text, (TimeSpan Start, TimeSpan End)? time)
        {
            lock (_gate)
            {
                _text.Append(text);
                if (time is { } known)
                {
                    _words.Add((text, known.Start, known.End));
                }
            }
        }

        public void Complete() => IsComplete = true;
    }
}
