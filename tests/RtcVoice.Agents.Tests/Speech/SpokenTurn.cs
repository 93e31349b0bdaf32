using RtcVoice.Agents.Flite;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.Tests.Speech;

/// <summary>Speech as a call hands it over: a little silence before it, and that behind it by which a turn ends.</summary>
internal static class SpokenTurn
{
    private const int SilenceBefore = UserTurn.SampleRate * 3 / 10;
    private const int SilenceBehind = UserTurn.SampleRate / 2;

    /// <summary>Puts silence around a sound.</summary>
    public static short[] Of(ReadOnlySpan<short> pcm)
    {
        short[] turn = new short[SilenceBefore + pcm.Length + SilenceBehind];
        pcm.CopyTo(turn.AsSpan(SilenceBefore));
        return turn;
    }

    /// <summary>A sentence in the voice of flite.</summary>
    public static async Task<short[]> SayAsync(FliteVoice voice, string text) => Of((await voice.SpeakSentenceAsync(text)).Pcm.Span);
}
