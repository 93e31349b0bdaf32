using RtcVoice.Audio.Endpointing;

namespace RtcVoice.Audio.Tests.Endpointing;

public sealed class EndpointModelTests
{
    [Test]
    public void Perceptrons_that_disagree_are_taken_at_the_mean_of_their_odds()
    {
        float[] sure = new float[EndpointModel.WeightCount];
        float[] doubtful = new float[EndpointModel.WeightCount];
        (sure[^1], doubtful[^1]) = (3, -1);
        float both = new EndpointModel([.. sure, .. doubtful]).Predict(new float[EndpointFeatures.Count]);
        Assert.That(both, Is.EqualTo(1 / (1 + MathF.Exp(-1))).Within(1e-6));
    }

    [Test]
    public void Weights_of_part_of_a_perceptron_are_refused() =>
        Assert.That(() => new EndpointModel(new float[EndpointModel.WeightCount + 1]), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
