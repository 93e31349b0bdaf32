using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RtcVoice.Conversation.Events.Client;
using RtcVoice.Conversation.Events.Server;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Tests.Events;

internal sealed class ClientEventProperties
{
    private static readonly string[] Valid =
    [
        """{"type":"session.update","event_id":"e","session":{"type":"realtime","tools":[{"type":"function","name":"f","parameters":{"type":"object"}}],"audio":{"input":{"turn_detection":{"type":"server_vad","threshold":0.5}},"output":{"voice":"v","speed":1}}}}""",
        """{"type":"response.create","response":{"metadata":{"a":"b"},"max_output_tokens":5,"conversation":"none","output_modalities":["text"]}}""",
        """{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_audio","audio":"AAAA","transcript":"t"}]}}""",
        """{"type":"conversation.item.truncate","item_id":"i","content_index":0,"audio_end_ms":15}""",
        """{"type":"input_audio_buffer.append","audio":"AAAA"}""",
    ];

    // What breaks JSON, and what JSON's readers break on.
    private static readonly string[] Spoilers =
        ["\"", "{", "}", "[", "]", ",", ":", "\\", "\\ud800", "null", "-1", "1e999", "0.5", "NaN", "true", "\0", "\u00ff", "\"a\":1,", "\"type\":", "%"];

    [Test]
    public void No_bytes_make_the_reader_throw()
    {
        Gen<int[]> places = Gen.Choose(0, int.MaxValue).ArrayOf().Resize(5);
        Prop.ForAll(places.ToArbitrary(), places =>
        {
            var text = new StringBuilder(Valid[places.Length % Valid.Length]);
            foreach (int place in places)
            {
                int at = place % text.Length;
                int length = Math.Min(place / 1_000 % 4, text.Length - at - 1);
                text.Remove(at, length).Insert(at, Spoilers[place / 7 % Spoilers.Length]);
            }

            return IsReadOrRefused(Encoding.Latin1.GetBytes(text.ToString()));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000).WithReplay(20_261_127, 1, 50));
    }

    private static bool IsReadOrRefused(byte[] bytes)
    {
        if (!ClientEventReader.TryRead(bytes, out ClientEvent? happening, out ErrorBody? error))
        {
            return happening is null && error.Message.Length > 0;
        }

        try
        {
            _ = happening switch
            {
                SessionUpdate update => (object)SessionConfigReader.Read(update.Session, SessionConfig.Default),
                ResponseCreate create => ResponseConfigReader.Read(create.Response, SessionConfig.Default),
                _ => happening,
            };
        }
        catch (InvalidConfigException refusal)
        {
            return refusal.Message.Length > 0;
        }

        return error is null;
    }
}
