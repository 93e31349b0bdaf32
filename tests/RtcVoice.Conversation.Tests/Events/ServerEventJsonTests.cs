using System.Text;
using System.Text.Json;
using RtcVoice.Conversation.Events.Server;

namespace RtcVoice.Conversation.Tests.Events;

internal sealed class ServerEventJsonTests
{
    private static IEnumerable<TestCaseData> Golden =>
        GoldenEvents.All.Select((golden, i) => new TestCaseData(golden.Event, golden.Json).SetArgDisplayNames($"{i}: {golden.Event.Type}"));

    [TestCaseSource(nameof(Golden))]
    public void It_is_written_as_the_contract_has_it(object happening, string json)
    {
        string text = Encoding.UTF8.GetString(EventJson.Write((ServerEvent)happening with { EventId = "event_1" }));
        Assert.That(text, Does.StartWith("{\"type\":\""), "so that whoever looks sees at once what it is");
        Assert.That(JsonElement.DeepEquals(JsonElement.Parse(text), JsonElement.Parse(json)), text);
    }

    [Test]
    public void Every_event_there_is_has_its_golden_text()
    {
        IEnumerable<Type> events = typeof(ServerEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ServerEvent)));
        Assert.That(GoldenEvents.All.Select(golden => golden.Event.GetType()).Distinct(), Is.EquivalentTo(events));
    }

    [Test]
    public void Letters_of_all_the_world_and_base64_go_out_as_they_are()
    {
        byte[] json = EventJson.Write(new ResponseOutputTextDelta { ResponseId = "r", ItemId = "i", OutputIndex = 0, ContentIndex = 0, Delta = "+/ß猫<'" });
        Assert.That(Encoding.UTF8.GetString(json), Does.Contain("\"+/ß猫<'\""));
    }

    [Test]
    public void Half_a_character_from_an_agent_spoils_that_character_alone()
    {
        byte[] json = EventJson.Write(new ResponseOutputTextDelta { ResponseId = "r", ItemId = "i", OutputIndex = 0, ContentIndex = 0, Delta = "ab\ud83dcd" });
        Assert.That(JsonElement.Parse(json).GetProperty("delta").GetString(), Is.EqualTo("ab\ufffdcd"));
    }
}
