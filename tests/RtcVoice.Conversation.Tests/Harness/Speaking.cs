using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Realtime;

namespace RtcVoice.Conversation.Tests.Harness;

/// <summary>An agent's lines, on a virtual clock.</summary>
internal static class Speaking
{
    /// <summary>Lets the agent begin an answer that nobody asked for.</summary>
    public static async Task<AgentResponse> BeginAsync(this CallUnderTest call, IAgentCall line)
    {
        Task<AgentResponse> begun = line.BeginResponseAsync(CancellationToken.None);
        for (int i = 0; i < 50 && !begun.IsCompleted; i++)
        {
            call.Run(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        return await begun;
    }

    /// <summary>Says a tone, with these words, and nothing more.</summary>
    public static async Task<AgentMessage> SayAsync(this AgentResponse response, TimeSpan length, string words = "")
    {
        AgentMessage message = response.BeginMessage();
        message.WriteText(words);
        Assert.That(await message.WriteAudioAsync(Sounds.Tone(length), OpusFormat.SampleRate));
        message.Complete();
        return message;
    }

    /// <summary>The conversation as it stands.</summary>
    public static async Task<IReadOnlyList<HeardItem>> DescribeAsync(this CallUnderTest call)
    {
        Task<IReadOnlyList<HeardItem>> described = call.Call.Session.DescribeAsync();
        call.Run(TimeSpan.FromMilliseconds(20));
        return await described;
    }
}
