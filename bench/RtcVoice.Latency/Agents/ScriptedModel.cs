using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using RtcVoice.TestKit.Upstreams;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Latency.Agents;

/// <summary>
/// A model that takes no time to think, behind a stand-in of OpenAI's API: its answers are the parts of one voice, in order,
/// each beginning where the last one was to end, in pieces of 200 ms three times as fast as speech.
/// </summary>
internal sealed class ScriptedModel : IAsyncDisposable
{
    private const double Speed = 3;

    private static readonly TimeSpan Piece = TimeSpan.FromMilliseconds(200);

    private readonly BabbleVoice _voice;
    private readonly TimeSpan _answer;
    private readonly RealtimeStandIn _upstream = new();
    private readonly ConcurrentDictionary<StandInSession, int> _answered = new();
    private readonly ConcurrentQueue<ModelAnswer> _answers = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="voice">What it says; from its beginning in each call, and again when all is said.</param>
    /// <param name="answer">How long each answer is.</param>
    public ScriptedModel(BabbleVoice voice, TimeSpan answer)
    {
        _voice = voice;
        _answer = answer;
        _upstream.Model = AnswerAsync;
    }

    /// <summary>What <c>OPENAI_BASE_URL</c> would be.</summary>
    public string BaseUrl => _upstream.BaseUrl;

    /// <summary>The answers so far, in order.</summary>
    public IReadOnlyCollection<ModelAnswer> Answers => _answers;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    private async Task AnswerAsync(StandInSession session, string response)
    {
        DateTime asked = DateTime.UtcNow;
        int number = _answered.AddOrUpdate(session, 0, (_, last) => last + 1) % (int)(_voice.Length / _answer);
        try
        {
            StandInItem item = await session.BeginMessageAsync(response);
            TimeSpan end = _answer * (number + 1);
            _answers.Enqueue(new ModelAnswer(asked, DateTime.UtcNow));
            for (TimeSpan from = _answer * number; from < end && session.ActiveResponse == response; from += Piece)
            {
                await session.SayAsync(response, item, Part(from, from + Piece < end ? from + Piece : end));
                await Task.Delay(Piece / Speed);
            }

            if (session.ActiveResponse == response)
            {
                await session.EndMessageAsync(response, item);
                await session.FinishAsync(response);
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The call is over.
        }
    }

    private byte[] Part(TimeSpan from, TimeSpan to) =>
        MemoryMarshal.AsBytes(_voice.Samples[(int)(from.TotalSeconds * BabbleVoice.NativeRate)..(int)(to.TotalSeconds * BabbleVoice.NativeRate)]).ToArray();
}
