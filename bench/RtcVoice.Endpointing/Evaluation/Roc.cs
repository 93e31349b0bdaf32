namespace RtcVoice.Endpointing.Evaluation;

/// <summary>How well a number tells two kinds apart.</summary>
internal static class Roc
{
    /// <summary>The area under the curve: the chance that an end scores higher than what is none.</summary>
    public static double Area(IEnumerable<(float Score, bool HasEnded)> scored)
    {
        (float Score, bool HasEnded)[] sorted = [.. scored.OrderBy(s => s.Score)];
        double ranks = 0;
        long positives = 0;
        for (int i = 0; i < sorted.Length;)
        {
            int j = i;
            while (j < sorted.Length && sorted[j].Score == sorted[i].Score)
            {
                j++;
            }

            double rank = (i + j + 1) / 2.0;
            for (; i < j; i++)
            {
                ranks += sorted[i].HasEnded ? rank : 0;
                positives += sorted[i].HasEnded ? 1 : 0;
            }
        }

        long negatives = sorted.Length - positives;
        return positives == 0 || negatives == 0 ? double.NaN : (ranks - (positives * (positives + 1) / 2.0)) / ((double)positives * negatives);
    }
}
