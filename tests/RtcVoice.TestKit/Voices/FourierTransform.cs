using System.Numerics;

namespace RtcVoice.TestKit.Voices;

/// <summary>A radix-2 fast Fourier transform in place, for one size; real and imaginary parts lie apart, for the vector unit.</summary>
internal sealed class FourierTransform
{
    private readonly (float[] Re, float[] Im)[] _twiddles;
    private readonly int[] _reversed;

    public FourierTransform(int size)
    {
        if (!BitOperations.IsPow2(size))
        {
            throw new ArgumentException("The size must be a power of two.", nameof(size));
        }

        Size = size;
        int stages = BitOperations.Log2((uint)size);
        _twiddles = new (float[], float[])[stages];
        for (int s = 0; s < stages; s++)
        {
            int half = 1 << s;
            var re = new float[half];
            var im = new float[half];
            for (int k = 0; k < half; k++)
            {
                (double sin, double cos) = Math.SinCos(-Math.PI * k / half);
                (re[k], im[k]) = ((float)cos, (float)sin);
            }

            _twiddles[s] = (re, im);
        }

        _reversed = new int[size];
        for (int i = 0; i < size; i++)
        {
            _reversed[i] = (_reversed[i >> 1] >> 1) | ((i & 1) << (stages - 1));
        }
    }

    public int Size { get; }

    public void Forward(Span<float> re, Span<float> im)
    {
        for (int i = 0; i < Size; i++)
        {
            int j = _reversed[i];
            if (i < j)
            {
                (re[i], re[j]) = (re[j], re[i]);
                (im[i], im[j]) = (im[j], im[i]);
            }
        }

        foreach ((float[] twiddleRe, float[] twiddleIm) in _twiddles)
        {
            int half = twiddleRe.Length;
            for (int start = 0; start < Size; start += 2 * half)
            {
                Butterflies(
                    re.Slice(start, half), im.Slice(start, half), re.Slice(start + half, half), im.Slice(start + half, half), twiddleRe, twiddleIm);
            }
        }
    }

    /// <summary>The inverse, scaled by the size as it should be.</summary>
    public void Inverse(Span<float> re, Span<float> im)
    {
        // Swapping the parts turns the forward transform into the inverse.
        Forward(im, re);
        float scale = 1f / Size;
        for (int i = 0; i < Size; i++)
        {
            re[i] *= scale;
            im[i] *= scale;
        }
    }

    private static void Butterflies(
        Span<float> evenRe, Span<float> evenIm, Span<float> oddRe, Span<float> oddIm, float[] twiddleRe, float[] twiddleIm)
    {
        int k = 0;
        for (; k + Vector<float>.Count <= evenRe.Length; k += Vector<float>.Count)
        {
            (Vector<float> wr, Vector<float> wi) = (new Vector<float>(twiddleRe, k), new Vector<float>(twiddleIm, k));
            (Vector<float> or, Vector<float> oi) = (new Vector<float>(oddRe[k..]), new Vector<float>(oddIm[k..]));
            (Vector<float> tr, Vector<float> ti) = ((or * wr) - (oi * wi), (or * wi) + (oi * wr));
            (Vector<float> er, Vector<float> ei) = (new Vector<float>(evenRe[k..]), new Vector<float>(evenIm[k..]));
            (er + tr).CopyTo(evenRe[k..]);
            (ei + ti).CopyTo(evenIm[k..]);
            (er - tr).CopyTo(oddRe[k..]);
            (ei - ti).CopyTo(oddIm[k..]);
        }

        for (; k < evenRe.Length; k++)
        {
            float tr = (oddRe[k] * twiddleRe[k]) - (oddIm[k] * twiddleIm[k]);
            float ti = (oddRe[k] * twiddleIm[k]) + (oddIm[k] * twiddleRe[k]);
            (oddRe[k], oddIm[k]) = (evenRe[k] - tr, evenIm[k] - ti);
            (evenRe[k], evenIm[k]) = (evenRe[k] + tr, evenIm[k] + ti);
        }
    }
}
