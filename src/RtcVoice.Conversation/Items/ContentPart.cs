using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Items;

/// <summary>A part of a message.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(InputTextPart), "input_text")]
[JsonDerivedType(typeof(InputAudioPart), "input_audio")]
[JsonDerivedType(typeof(OutputTextPart), "output_text")]
[JsonDerivedType(typeof(OutputAudioPart), "output_audio")]
public abstract record ContentPart
{
    private protected ContentPart()
    {
    }
}
