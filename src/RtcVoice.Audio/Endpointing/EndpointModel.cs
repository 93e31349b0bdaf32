using System.Buffers.Binary;
using System.Reflection;

namespace RtcVoice.Audio.Endpointing;

/// <summary>
/// The classifier: perceptrons with one hidden layer, from features to the probability that a turn has ended. Several that
/// learnt the same from other beginnings err in other places, so that their mean errs less. Their weights come from
/// <c>bench/RtcVoice.Endpointing</c>, which also says how good it is.
/// </summary>
internal sealed class EndpointModel
{
    /// <summary>Neurons of the hidden layer.</summary>
    public const int Hidden = 16;

    /// <summary>Weights and biases of both layers of one perceptron: hidden weights by neuron, hidden biases, output weights, output bias.</summary>
    public const int WeightCount = (EndpointFeatures.Count * Hidden) + Hidden + Hidden + 1;

    private const string ResourceName = "RtcVoice.Audio.Endpointing.endpoint.weights";
    private static readonly Lazy<EndpointModel> LazyTrained = new(ReadResource);

    private readonly float[] _weights;

    /// <summary>Makes a model of some weights: <see cref="WeightCount"/> of each of its perceptrons.</summary>
    public EndpointModel(float[] weights)
    {
        ArgumentOutOfRangeException.ThrowIfZero(weights.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length % WeightCount, 0);
        _weights = weights;
    }

    /// <summary>All of them.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>The one that was trained; read once.</summary>
    public static EndpointModel Trained => LazyTrained.Value;

    /// <summary>The probability, 0 to 1, that the turn has ended.</summary>
    public float Predict(ReadOnlySpan<float> features)
    {
        Span<float> hidden = stackalloc float[Hidden];
        float sum = 0;
        for (int at = 0; at < _weights.Length; at += WeightCount)
        {
            sum += LogOdds(_weights.AsSpan(at, WeightCount), features, hidden);
        }

        return 1 / (1 + MathF.Exp(-sum * WeightCount / _weights.Length));
    }

    /// <summary>What one perceptron makes of it, as the logarithm of the odds, and what its hidden layer does.</summary>
    public static float LogOdds(ReadOnlySpan<float> weights, ReadOnlySpan<float> features, Span<float> hidden)
    {
        ReadOnlySpan<float> biases = weights[(EndpointFeatures.Count * Hidden)..];
        ReadOnlySpan<float> output = biases[Hidden..];
        float sum = output[Hidden];
        for (int neuron = 0; neuron < Hidden; neuron++)
        {
            ReadOnlySpan<float> row = weights.Slice(neuron * EndpointFeatures.Count, EndpointFeatures.Count);
            float input = biases[neuron];
            for (int i = 0; i < row.Length; i++)
            {
                input += row[i] * features[i];
            }

            hidden[neuron] = MathF.Tanh(input);
            sum += output[neuron] * hidden[neuron];
        }

        return sum;
    }

    private static EndpointModel ReadResource()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(ResourceName)
            ?? throw new InvalidDataException($"{ResourceName} is not part of this assembly.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        float[] weights = new float[bytes.Length / sizeof(float)];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        }

        return new EndpointModel(weights);
    }
}
