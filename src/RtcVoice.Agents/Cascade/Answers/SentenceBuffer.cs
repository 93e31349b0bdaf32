using RtcVoice.Agents.Flite;

namespace RtcVoice.Agents.Cascade.Answers;

/// <summary>Makes sentences of text that is still growing.</summary>
internal sealed class SentenceBuffer
{
    private string _rest = "";

    /// <summary>Takes more text.</summary>
    /// <returns>The sentences that are whole now, with the space behind them.</returns>
    public IEnumerable<string> Add(string text)
    {
        _rest += text;
        return Take(isComplete: false);
    }

    /// <summary>There is no more text.</summary>
    /// <returns>What is left.</returns>
    public IEnumerable<string> End() => Take(isComplete: true);

    private List<string> Take(bool isComplete)
    {
        var sentences = new List<string>();
        for (int length; (length = SentenceSplitter.FindEnd(_rest, isComplete)) > 0;)
        {
            sentences.Add(_rest[..length]);
            _rest = _rest[length..];
        }

        return sentences;
    }
}
