using RtcVoice.Conversation.Transcripts;

namespace RtcVoice.Conversation.Tests.Transcripts;

public class SpeechEnvelopeTests
{
    private const int Rate = 8_000;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    [Test]
    public void Speech_is_counted_and_found_again_as_a_plain_list_of_steps_would([Values(1, 2, 3, 4)] int seed)
    {
        var random = new Random(seed);
        var envelope = new SpeechEnvelope();
        var steps = new List<bool>();
        // Full words of 64 steps and broken ones; the first step is loud, as what is quiet depends on it.
        for (int i = 0; i < 300 + seed; i++)
        {
            bool isSpeech = i == 0 || random.Next(seed + 1) > 0;
            steps.Add(isSpeech);
            short[] pcm = new short[Rate / 50];
            Array.Fill(pcm, isSpeech ? (short)8_000 : (short)0);
            envelope.Add(pcm, Rate);
        }

        for (int i = 0; i <= steps.Count + 3; i++)
        {
            int before = steps.Take(i).Count(s => s);
            Assert.That(envelope.SpeechBefore(i * Step), Is.EqualTo(before * Step));
        }

        int[] places = [.. steps.Select((s, i) => s ? i : -1).Where(i => i >= 0)];
        for (int i = 0; i < places.Length; i++)
        {
            Assert.That(envelope.TimeOf((i * Step) + (Step / 4)), Is.EqualTo((places[i] * Step) + (Step / 4)));
        }

        Assert.That(envelope.TimeOf((places.Length * Step) + (3 * Step)), Is.EqualTo((steps.Count + 3) * Step));
    }
}
