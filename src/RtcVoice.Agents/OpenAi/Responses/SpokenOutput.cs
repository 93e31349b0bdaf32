using System.Runtime.InteropServices;
using System.Text;
using RtcVoice.Agents.OpenAi.Conversation;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Agents.OpenAi.Responses;

/// <summary>A message that the upstream is making.</summary>
/// <param name="message">The call's end of it.</param>
/// <param name="item">The upstream's; null when the message is no part of the conversation.</param>
internal sealed class SpokenOutput(AgentMessage message, UpstreamItem? item)
{
    private readonly UpstreamItem? _item = item;
    private readonly StringBuilder _words = new();
    private byte? _halfSample;

    /// <summary>The call's end of it.</summary>
    public AgentMessage Message { get; } = message;

    /// <summary>True once it has sound.</summary>
    public bool HasSound { get; private set; }

    /// <summary>Takes sound.</summary>
    /// <returns>The whole samples that there are now.</returns>
    public short[] AddSound(byte[] pcm, int contentIndex)
    {
        byte[] bytes = _halfSample is { } half ? [half, .. pcm] : pcm;
        _halfSample = bytes.Length % sizeof(short) == 0 ? null : bytes[^1];
        short[] samples = MemoryMarshal.Cast<byte, short>(bytes).ToArray();
        HasSound |= samples.Length > 0;
        if (_item is not null)
        {
            _item.ContentIndex = contentIndex;
            _item.SoundSamples += samples.Length;
        }

        return samples;
    }

    /// <summary>Takes words.</summary>
    public void AddWords(string words) => _words.Append(words);

    /// <summary>The message as an item of the conversation.</summary>
    public MessageItem ToItem(ItemStatus status) => new()
    {
        Id = Message.ItemId,
        Role = MessageRole.Assistant,
        Status = status,
        Content = [Message.IsSpoken ? new OutputAudioPart(_words.ToString()) : new OutputTextPart(_words.ToString())],
    };
}
