using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Json;
using RtcVoice.Conversation.Realtime;
using RtcVoice.Conversation.Storage;
using RtcVoice.Conversation.Transcripts;
using RtcVoice.Server.Hosting;
using RtcVoice.Server.Storage;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Server.Tests.Storage;

/// <summary>Conversations in a file.</summary>
public sealed class SqliteConversationStoreTests
{
    private const string Call = "rtc_one";
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private TemporaryFile _file = null!;

    [SetUp]
    public void MakePlace() => _file = new TemporaryFile();

    [TearDown]
    public void Clear() => _file.Dispose();

    [Test]
    public async Task Every_kind_of_item_is_read_after_a_restart_as_it_was_saved()
    {
        HeardItem[] items =
        [
            Plain(new MessageItem { Id = "a", Role = MessageRole.System, Content = [new InputTextPart("Be brief.")] }),
            Plain(new MessageItem { Id = "b", Role = MessageRole.User, Content = [new InputAudioPart("Wie spät ist es? ☃"), new InputAudioPart(null)] }),
            new(
                new MessageItem { Id = "c", Role = MessageRole.Assistant, Status = ItemStatus.Incomplete, Content = [new OutputAudioPart("It is")] },
                TimeSpan.FromMilliseconds(2500.5),
                TimeSpan.FromSeconds(1),
                IsInterrupted: true,
                TranscriptConfidence.Aligned),
            Plain(new MessageItem { Id = "d", Role = MessageRole.Assistant, Content = [new OutputTextPart("noon")] }),
            Plain(new FunctionCallItem { Id = "e", CallId = "call_1", Name = "clock", Arguments = "{\"zone\":\"CET\"}" }),
            Plain(new FunctionCallOutputItem { Id = "f", CallId = "call_1", Output = "12:00" }),
            Plain(new McpCallItem { Id = "g", Name = "bell", Arguments = "{}", Error = new McpCallError("tool_execution_error", "There is no bell.") }),
        ];
        await using (SqliteConversationStore store = Open())
        {
            // Not in their order.
            store.Save(Record([.. items.Select((item, i) => new RecordedItem(i, item)).Reverse()]));
            store.Save(Record([]) with { Ended = _clock.GetUtcNow().AddMinutes(1) });
        }

        await using SqliteConversationStore again = Open();
        StoredConversation stored = (await again.ReadAsync(Call, CancellationToken.None).WithinPatienceAsync())!;
        Assert.That(stored.Items.Select(Describe), Is.EqualTo(items.Select(Describe)));
        Assert.That((stored.Started, stored.Ended), Is.EqualTo((_clock.GetUtcNow(), (DateTimeOffset?)_clock.GetUtcNow().AddMinutes(1))));
        Assert.That(await again.ReadAsync("rtc_other", CancellationToken.None).WithinPatienceAsync(), Is.Null);
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(_file.Path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
    }

    [Test]
    public async Task Two_thousand_items_that_change_and_go_are_kept()
    {
        await using SqliteConversationStore store = Open();
        for (int i = 0; i < 2000; i++)
        {
            store.Save(Record([Item(i, "before")]));
            store.Save(Record([Item(i, "after")]) with { Deleted = i % 10 == 0 ? [$"item{i - 5}"] : [] });
        }

        StoredConversation stored = (await store.ReadAsync(Call, CancellationToken.None).WithinPatienceAsync())!;
        Assert.That(stored.Items, Has.Count.EqualTo(2000 - 199));
        Assert.That(stored.Items.Select(i => ((InputTextPart)((MessageItem)i.Item).Content[0]).Text), Is.All.EqualTo("after"));
        Assert.That(store.Dropped, Is.Zero);
    }

    [Test]
    public void What_waits_is_bounded_and_the_newest_state_of_an_item_wins()
    {
        var pending = new PendingRecords(maxItems: 2);
        pending.Add(Record([Item(1, "old")]));
        pending.Add(Record([Item(1, "new"), Item(2, "a")]));
        pending.Add(Record([Item(3, "too much")]));
        Dictionary<string, PendingCall> batch = pending.TakeAll();
        Assert.That(pending.Dropped, Is.EqualTo(1));
        Assert.That(batch[Call].Items.Keys, Is.EquivalentTo(new[] { "item1", "item2" }));
        pending.Add(Record([Item(2, "b")]));
        pending.PutBack(batch);
        Dictionary<string, PendingCall> retried = pending.TakeAll();
        Assert.That(Text(retried[Call].Items["item1"]!.Item), Is.EqualTo("new"));
        Assert.That(Text(retried[Call].Items["item2"]!.Item), Is.EqualTo("b"));
        Assert.That(pending.TakeAll(), Is.Empty);
    }

    [Test]
    public async Task What_has_not_changed_for_too_long_is_removed_at_the_start_and_once_a_day()
    {
        await using (SqliteConversationStore store = Open(TimeSpan.FromDays(30)))
        {
            store.Save(Record([Item(1, "old")]));
        }

        _clock.Advance(TimeSpan.FromDays(20));
        await using SqliteConversationStore again = Open(TimeSpan.FromDays(30));
        again.Save(Record([Item(1, "young")]) with { CallId = "rtc_young" });
        Assert.That(await again.ReadAsync(Call, CancellationToken.None).WithinPatienceAsync(), Is.Not.Null);
        for (int i = 0; i < 11; i++)
        {
            _clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.That(await again.ReadAsync(Call, CancellationToken.None).WithinPatienceAsync(), Is.Null);
        Assert.That(await again.ReadAsync("rtc_young", CancellationToken.None).WithinPatienceAsync(), Is.Not.Null);
    }

    [Test]
    public void A_file_that_is_no_database_or_of_a_later_version_is_refused_with_its_name()
    {
        File.WriteAllText(_file.Path, new string('x', 5000));
        Assert.That(() => Open(), Throws.TypeOf<StartException>().With.Message.Contains(_file.Path));
        File.Delete(_file.Path);
        using (var later = new SqliteConnection($"Data Source={_file.Path};Pooling=False"))
        {
            later.Open();
            using SqliteCommand stamp = later.CreateCommand();
            stamp.CommandText = "PRAGMA user_version = 2";
            stamp.ExecuteNonQuery();
        }

        Assert.That(() => Open(), Throws.TypeOf<StartException>().With.Message.Contains("later version"));
    }

    private SqliteConversationStore Open(TimeSpan? maxAge = null) =>
        SqliteConversationStore.Open(_file.Path, maxAge, _clock, NullLogger.Instance);

    private ConversationRecord Record(IReadOnlyList<RecordedItem> items) => new() { CallId = Call, Started = _clock.GetUtcNow(), Items = items };

    private static RecordedItem Item(int number, string text) =>
        new(number, Plain(new MessageItem { Id = $"item{number}", Role = MessageRole.User, Content = [new InputTextPart(text)] }));

    private static HeardItem Plain(ConversationItem item) => new(item, null, null, IsInterrupted: false, null);

    private static string Text(HeardItem item) => ((InputTextPart)((MessageItem)item.Item).Content[0]).Text;

    private static string Describe(HeardItem item) =>
        $"{RealtimeJson.OfItem(item.Item)} {item.Generated} {item.Heard} {item.IsInterrupted} {item.Confidence}";
}
