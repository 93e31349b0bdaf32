using System.Text;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.Gemini;

/// <summary>
/// The person's words as the upstream makes them out: in pieces, which come when they come and say neither of which turn
/// they are nor whether they are the last.
/// </summary>
/// <param name="call">Is told them.</param>
/// <param name="known">Keeps them.</param>
internal sealed class TurnTranscript(IAgentCall call, KnownConversation known)
{
    private readonly IAgentCall _call = call;
    private readonly KnownConversation _known = known;
    private readonly StringBuilder _words = new();
    private string? _turn;
    private bool _isOpen;

    /// <summary>Adds words.</summary>
    /// <param name="turn">The turn that was heard last.</param>
    /// <param name="words">Words behind those that came before.</param>
    public void Add(string turn, string words)
    {
        if (turn != _turn)
        {
            Complete();
            _turn = turn;
            _words.Clear();
        }

        // The first ones begin with a space.
        string delta = _words.Length == 0 ? words.TrimStart() : words;
        if (delta.Length > 0)
        {
            _words.Append(delta);
            _isOpen = true;
            _call.WriteUserTranscript(turn, delta);
        }
    }

    /// <summary>The words are taken to be all there. Where more come yet, they are all told again.</summary>
    public void Complete()
    {
        if (_isOpen)
        {
            _isOpen = false;
            string words = _words.ToString().TrimEnd();
            _known.SetTranscript(_turn!, words);
            _call.CompleteUserTranscript(_turn!, words);
        }
    }
}
