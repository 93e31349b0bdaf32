using System.Runtime.InteropServices;

namespace RtcVoice.Agents.Pocketsphinx;

/// <summary>The way that a decoder found through a sound: its words, and how likely each frame is on it.</summary>
internal sealed class DecodedPath
{
    /// <summary>Half a second, in frames: one wrong word is longer, a right one that is slurred is shorter.</summary>
    private const int WindowFrames = 50;

    /// <summary>A step between two words, which takes no time; it is told as the last frame of the word before.</summary>
    private const string Transition = "(NULL)";

    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(10);

    private readonly int _score;
    private readonly double[] _frames;
    private readonly bool[] _isSpeech;

    private DecodedPath(string text, int score, int frameCount)
    {
        Text = text;
        _score = score;
        _frames = new double[frameCount];
        _isSpeech = new bool[frameCount];
    }

    /// <summary>The words.</summary>
    public string Text { get; }

    /// <summary>Reads a path.</summary>
    /// <param name="text">Its words.</param>
    /// <param name="score">The likelihood of all of it.</param>
    /// <param name="frameCount">The sound's length in frames.</param>
    /// <param name="segment">The first of its segments, or 0 for none; it is gone afterwards.</param>
    public static unsafe DecodedPath Read(string text, int score, int frameCount, nint segment)
    {
        var path = new DecodedPath(text, score, frameCount);
        for (; segment != 0; segment = PocketsphinxNative.NextSegment(segment))
        {
            PocketsphinxNative.GetSegmentFrames(segment, out int first, out int last);
            _ = PocketsphinxNative.GetSegmentScore(segment, out int acoustic, out _, out _);
            string word = Marshal.PtrToStringUTF8((nint)PocketsphinxNative.GetSegmentWord(segment)) ?? "";
            if (word == Transition)
            {
                continue;
            }

            for (int frame = Math.Max(first, 0); frame <= last && frame < frameCount; frame++)
            {
                path._frames[frame] = (double)acoustic / (last - first + 1);
                path._isSpeech[frame] = !IsSilence(word);
            }
        }

        return path;
    }

    /// <summary>How likely this path is beside one that any speech fits.</summary>
    public Hypothesis Against(DecodedPath other)
    {
        List<double> sums = [0];
        (int gap, int longestGap) = (0, 0);
        for (int i = 0; i < Math.Min(_frames.Length, other._frames.Length); i++)
        {
            gap = other._isSpeech[i] && !_isSpeech[i] ? gap + 1 : 0;
            longestGap = Math.Max(longestGap, gap);
            if (_isSpeech[i] || other._isSpeech[i])
            {
                sums.Add(sums[^1] + _frames[i] - other._frames[i]);
            }
        }

        int count = sums.Count - 1;
        if (count == 0)
        {
            return Hypothesis.None;
        }

        int window = Math.Min(WindowFrames, count);
        double worst = double.PositiveInfinity;
        for (int i = window; i <= count; i++)
        {
            worst = Math.Min(worst, (sums[i] - sums[i - window]) / window);
        }

        return new Hypothesis(Text, (double)(_score - other._score) / count, worst, longestGap * FrameTime);
    }

    // Silence, noise and breath stand between the words, in the brackets of the noise dictionary.
    private static bool IsSilence(string word) => word.Length == 0 || word[0] is '<' or '[';
}
