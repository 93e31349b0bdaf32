using RtcVoice.Audio.Endpointing;

namespace RtcVoice.Endpointing.Training;

/// <summary>Trains perceptrons by Adam (D. Kingma and J. Ba, 2015) with weight decay; the same every time.</summary>
/// <param name="epochs">How often each example is looked at.</param>
/// <param name="members">Perceptrons, each from a beginning and in an order of its own.</param>
/// <param name="decay">Weight decay.</param>
internal sealed class Trainer(int epochs, int members, float decay = 5e-3f)
{
    private const int Batch = 64;
    private const float Rate = 2e-3f;

    /// <summary>Trains a model.</summary>
    /// <param name="examples">Features, whether the turn had ended, and how much the example counts.</param>
    public EndpointModel Train(IReadOnlyList<(float[] Features, bool HasEnded, float Weight)> examples)
    {
        float[][] trained = new float[members][];
        Parallel.For(0, members, i => trained[i] = TrainOne(examples, seed: i + 1));
        return new EndpointModel([.. trained.SelectMany(w => w)]);
    }

    private float[] TrainOne(IReadOnlyList<(float[] Features, bool HasEnded, float Weight)> examples, int seed)
    {
        var random = new Random(seed);
        float[] weights = [.. Enumerable.Range(0, EndpointModel.WeightCount).Select(_ => (float)((random.NextDouble() - 0.5) * 0.3))];
        float[] gradient = new float[weights.Length];
        float[] first = new float[weights.Length];
        float[] second = new float[weights.Length];
        float[] hidden = new float[EndpointModel.Hidden];
        int[] order = [.. Enumerable.Range(0, examples.Count)];
        int step = 0;
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            float rate = Rate * 0.5f * (1 + MathF.Cos(MathF.PI * epoch / epochs));
            for (int at = 0; at < order.Length; at += Batch)
            {
                Array.Clear(gradient);
                int end = Math.Min(at + Batch, order.Length);
                for (int i = at; i < end; i++)
                {
                    (float[] features, bool hasEnded, float weight) = examples[order[i]];
                    float odds = EndpointModel.LogOdds(weights, features, hidden);
                    float error = weight * ((1 / (1 + MathF.Exp(-odds))) - (hasEnded ? 1 : 0)) / (end - at);
                    Accumulate(weights, gradient, features, hidden, error);
                }

                step++;
                Move(weights, gradient, first, second, rate, step);
            }
        }

        return weights;
    }

    private static void Accumulate(float[] weights, float[] gradient, float[] features, float[] hidden, float error)
    {
        const int Output = (EndpointFeatures.Count * EndpointModel.Hidden) + EndpointModel.Hidden;
        for (int neuron = 0; neuron < hidden.Length; neuron++)
        {
            gradient[Output + neuron] += error * hidden[neuron];
            float back = error * weights[Output + neuron] * (1 - (hidden[neuron] * hidden[neuron]));
            gradient[(EndpointFeatures.Count * EndpointModel.Hidden) + neuron] += back;
            Span<float> row = gradient.AsSpan(neuron * EndpointFeatures.Count, EndpointFeatures.Count);
            for (int i = 0; i < row.Length; i++)
            {
                row[i] += back * features[i];
            }
        }

        gradient[Output + hidden.Length] += error;
    }

    private void Move(float[] weights, float[] gradient, float[] first, float[] second, float rate, int step)
    {
        float correct1 = 1 - MathF.Pow(0.9f, step);
        float correct2 = 1 - MathF.Pow(0.999f, step);
        for (int i = 0; i < weights.Length; i++)
        {
            first[i] = (0.9f * first[i]) + (0.1f * gradient[i]);
            second[i] = (0.999f * second[i]) + (0.001f * gradient[i] * gradient[i]);
            weights[i] -= rate * ((first[i] / correct1 / (MathF.Sqrt(second[i] / correct2) + 1e-8f)) + (decay * 10 * weights[i]));
        }
    }
}
