using System.ClientModel;
using OpenAI.Realtime;
using RtcVoice.Conversation.Agent;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Server.Tests.Sockets;

/// <summary>OpenAI's own client for .NET, pointed here: it understands all that it is told, and gets what it asks for.</summary>
public sealed class OpenAiClientTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_spoken_sentence_gets_a_spoken_answer()
    {
        var agents = new AnsweringAgentFactory { Length = 2 * Second };
        await using RunningServer server = await RunningServer.StartAnsweringAsync(agents, "ServerKey=sk-x");
        using RealtimeSessionClient session = await ClientOf(server).StartConversationSessionAsync("tiny");
        await session.ConfigureConversationSessionAsync(new RealtimeConversationSessionOptions
        {
            Instructions = "Answer in one sentence.",
            AudioOptions = new RealtimeConversationSessionAudioOptions
            {
                InputAudioOptions = new RealtimeConversationSessionInputAudioOptions
                {
                    AudioFormat = new RealtimePcmAudioFormat(),
                    TurnDetection = new RealtimeServerVadTurnDetection { SilenceDuration = TimeSpan.FromMilliseconds(500) },
                },
                OutputAudioOptions = new RealtimeConversationSessionOutputAudioOptions { Voice = RealtimeVoice.Alloy },
            },
        });
        await session.SendInputAudioAsync(new MemoryStream(Sentence.Spoken(3 * Second, Second)));

        List<RealtimeServerUpdate> updates = await ReadUntilAsync<RealtimeServerUpdateResponseDone>(session);
        Assert.That(updates[0], Is.InstanceOf<RealtimeServerUpdateSessionCreated>());
        Assert.That(updates.OfType<RealtimeServerUpdateError>().Select(e => e.Error.Message), Is.Empty);
        var configured = (RealtimeConversationSession)updates.OfType<RealtimeServerUpdateSessionUpdated>().Single().Session;
        Assert.That(configured.Model, Is.EqualTo("tiny"));
        Assert.That(configured.Instructions, Is.EqualTo("Answer in one sentence."));
        Assert.That(configured.AudioOptions.OutputAudioOptions.Voice, Is.EqualTo(RealtimeVoice.Alloy));
        Assert.That(updates.OfType<RealtimeServerUpdateInputAudioBufferSpeechStarted>(), Is.Not.Empty);
        Assert.That(updates.OfType<RealtimeServerUpdateInputAudioBufferSpeechStopped>(), Is.Not.Empty);
        Assert.That(
            updates.OfType<RealtimeServerUpdateConversationItemInputAudioTranscriptionCompleted>().Select(t => t.Transcript), Is.EqualTo(new[] { "somebody spoke" }));
        Assert.That(
            updates.OfType<RealtimeServerUpdateResponseOutputAudioDelta>().Sum(d => d.Delta.ToArray().Length), Is.EqualTo(2 * 24_000 * sizeof(short)));
        Assert.That(
            updates.OfType<RealtimeServerUpdateResponseOutputAudioTranscriptDone>().Single().Transcript, Is.EqualTo(AnsweringAgentFactory.Words));
        RealtimeResponse response = ((RealtimeServerUpdateResponseDone)updates[^1]).Response;
        Assert.That(response.Status, Is.EqualTo(RealtimeResponseStatus.Completed));
        Assert.That(response.Usage.TotalTokenCount, Is.EqualTo(55));
        Assert.That(agents.Told.OfType<UserTurnEnded>().Single().Turn.Speech, Is.InRange(1.5 * Second, 4 * Second));
    }

    [Test]
    public async Task Text_in_makes_text_out_and_what_was_said_can_be_truncated_and_deleted()
    {
        var agents = new AnsweringAgentFactory();
        await using RunningServer server = await RunningServer.StartAnsweringAsync(agents, "ServerKey=sk-x");
        using RealtimeSessionClient session = await ClientOf(server).StartConversationSessionAsync("tiny");
        await session.AddItemAsync(RealtimeItem.CreateUserMessageItem("Do you hear me?"));
        await session.StartResponseAsync();
        List<RealtimeServerUpdate> updates = await ReadUntilAsync<RealtimeServerUpdateResponseDone>(session);
        string itemId = updates.OfType<RealtimeServerUpdateResponseOutputAudioDone>().Single().ItemId;
        await session.TruncateItemAsync(itemId, 0, TimeSpan.FromMilliseconds(300));
        updates = await ReadUntilAsync<RealtimeServerUpdateConversationItemTruncated>(session);
        Assert.That(updates.OfType<RealtimeServerUpdateError>(), Is.Empty);
        await Eventually.IsTrueAsync(() => agents.Told.OfType<MessageTruncated>().Any(), "the agent is told");
        MessageTruncated told = agents.Told.OfType<MessageTruncated>().Single();
        Assert.That((told.ItemId, told.Heard), Is.EqualTo((itemId, TimeSpan.FromMilliseconds(300))));
        await session.RequestItemRetrievalAsync(itemId);
        await ReadUntilAsync<RealtimeServerUpdateConversationItemRetrieved>(session);
        await session.DeleteItemAsync(itemId);
        await ReadUntilAsync<RealtimeServerUpdateConversationItemDeleted>(session);

        var written = new RealtimeResponseOptions { Instructions = "Write." };
        written.OutputModalities.Add(RealtimeOutputModality.Text);
        await session.StartResponseAsync(written);
        updates = await ReadUntilAsync<RealtimeServerUpdateResponseDone>(session);
        Assert.That(updates.OfType<RealtimeServerUpdateResponseOutputTextDone>().Single().Text, Is.EqualTo(AnsweringAgentFactory.Words));

        await session.CancelResponseAsync();
        updates = await ReadUntilAsync<RealtimeServerUpdateError>(session);
        Assert.That(((RealtimeServerUpdateError)updates[^1]).Error.Code, Is.EqualTo("response_cancel_not_active"));
    }

    [Test]
    public async Task It_mints_a_client_secret_and_begins_a_session_with_it()
    {
        await using RunningServer server = await RunningServer.StartAnsweringAsync(null, "ServerKey=sk-x");
        CreateClientSecretResult minted = await ClientOf(server).CreateRealtimeClientSecretAsync(new CreateClientSecretOptions
        {
            ExpirationPolicy = new RealtimeClientSecretExpirationPolicy { Anchor = RealtimeClientSecretExpirationAnchor.CreatedAt, Seconds = 60 },
            SessionOptions = new RealtimeConversationSessionOptions { Model = "tiny", Instructions = "Be brief." },
        });
        Assert.That(minted.Value, Does.StartWith("ek_"));
        Assert.That(minted.ExpiresAt, Is.GreaterThan(TimeProvider.System.GetUtcNow()));
        using RealtimeSessionClient session = await ClientOf(server, minted.Value).StartConversationSessionAsync("tiny");
        List<RealtimeServerUpdate> updates = await ReadUntilAsync<RealtimeServerUpdateSessionCreated>(session);
        var begun = (RealtimeConversationSession)((RealtimeServerUpdateSessionCreated)updates[^1]).Session;
        Assert.That(begun.Instructions, Is.EqualTo("Be brief."));
    }

    private static RealtimeClient ClientOf(RunningServer server, string key = "sk-x") =>
        new(new ApiKeyCredential(key), new RealtimeClientOptions { Endpoint = new Uri(server.Http.BaseAddress!, "/v1") });

    private static async Task<List<RealtimeServerUpdate>> ReadUntilAsync<T>(RealtimeSessionClient session)
        where T : RealtimeServerUpdate
    {
        var updates = new List<RealtimeServerUpdate>();
        using var patience = new CancellationTokenSource(Eventually.DefaultPatience);
        await foreach (RealtimeServerUpdate update in session.ReceiveUpdatesAsync(patience.Token))
        {
            // What the package does not know it gives as a type of its own that is not public.
            Assert.That(update.GetType().IsPublic, $"{update.GetType().Name}: {System.ClientModel.Primitives.ModelReaderWriter.Write(update)}");
            updates.Add(update);
            if (update is T)
            {
                return updates;
            }
        }

        throw new InvalidOperationException($"Closed before {typeof(T).Name} came.");
    }
}
