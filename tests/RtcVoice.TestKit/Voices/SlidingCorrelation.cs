namespace RtcVoice.TestKit.Voices;

/// <summary>
/// The correlation of a short window with every place of a long signal, by blocks in the frequency domain. Two blocks
/// share a transform, one as its real and one as its imaginary part, as both correlations are real.
/// </summary>
internal sealed class SlidingCorrelation
{
    private readonly FourierTransform _transform = new(8192);
    private readonly int _window;
    private readonly int _places;
    private readonly (float[] Re, float[] Im)[] _pairs;
    private readonly float[] _windowRe;
    private readonly float[] _windowIm;
    private readonly float[] _productRe;
    private readonly float[] _productIm;

    public SlidingCorrelation(ReadOnlySpan<float> signal, int window)
    {
        _window = window;
        _places = Math.Max(0, signal.Length - window + 1);
        int blocks = (_places + BlockStep - 1) / BlockStep;
        _pairs = new (float[], float[])[(blocks + 1) / 2];
        for (int p = 0; p < _pairs.Length; p++)
        {
            _pairs[p] = (Block(signal, 2 * p), Block(signal, (2 * p) + 1));
            _transform.Forward(_pairs[p].Re, _pairs[p].Im);
        }

        _windowRe = new float[_transform.Size];
        _windowIm = new float[_transform.Size];
        _productRe = new float[_transform.Size];
        _productIm = new float[_transform.Size];
    }

    private int BlockStep => _transform.Size - _window + 1;

    /// <summary>The place at which correlation divided by the given norm of the signal there is greatest.</summary>
    public (int Place, double Value) FindBest(ReadOnlySpan<float> window, ReadOnlySpan<float> norms)
    {
        _windowRe.AsSpan().Clear();
        _windowIm.AsSpan().Clear();
        window.CopyTo(_windowRe);
        _transform.Forward(_windowRe, _windowIm);
        (int Place, double Value) best = (0, 0);
        for (int p = 0; p < _pairs.Length; p++)
        {
            (float[] re, float[] im) = _pairs[p];
            for (int i = 0; i < _productRe.Length; i++)
            {
                _productRe[i] = (re[i] * _windowRe[i]) + (im[i] * _windowIm[i]);
                _productIm[i] = (im[i] * _windowRe[i]) - (re[i] * _windowIm[i]);
            }

            _transform.Inverse(_productRe, _productIm);
            best = Better(best, _productRe, 2 * p * BlockStep, norms);
            best = Better(best, _productIm, ((2 * p) + 1) * BlockStep, norms);
        }

        return best;
    }

    private (int Place, double Value) Better((int Place, double Value) best, float[] correlation, int start, ReadOnlySpan<float> norms)
    {
        int count = Math.Min(BlockStep, _places - start);
        for (int i = 0; i < count; i++)
        {
            float norm = norms[start + i];
            if (norm > 0 && correlation[i] > best.Value * norm)
            {
                best = (start + i, correlation[i] / norm);
            }
        }

        return best;
    }

    private float[] Block(ReadOnlySpan<float> signal, int index)
    {
        var block = new float[_transform.Size];
        int start = Math.Min(signal.Length, index * BlockStep);
        signal.Slice(start, Math.Min(block.Length, signal.Length - start)).CopyTo(block);
        return block;
    }
}
