using Microsoft.Extensions.AI;
using RtcVoice.Agents.Cascade.Prompts;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Agents.Tests.Cascade.Prompts;

public sealed class ChatHistoryTests
{
    [Test]
    public void A_call_that_has_no_output_yet_is_left_out_and_an_output_stands_behind_its_call() => Assert.That(
        Describe(
            User("Find both."),
            Call("call_a"),
            Call("call_b"),
            User("Well?"),
            Output("call_a", "found"),
            Call("call_c")),
        Is.EqualTo(new[] { "user: Find both.", "assistant: call_a()", "tool: call_a=found", "user: Well?" }));

    [Test]
    public void A_message_that_was_broken_off_is_told_of_once_even_when_nobody_has_said_anything_since()
    {
        MessageItem cut = Assistant("Once upon") with { Status = ItemStatus.Incomplete };
        const string Note = "user: [Your last message was interrupted: no more of it was heard than stands above.]";
        Assert.That(Describe(User("Tell."), cut), Is.EqualTo(new[] { "user: Tell.", "assistant: Once upon", Note }));
        Assert.That(Describe(cut, User("Go on."), User("Please.")), Is.EqualTo(new[] { "assistant: Once upon", $"{Note}\nGo on.", "user: Please." }));
        Assert.That(Describe(cut, Assistant("Yes."), User("Go on.")), Is.EqualTo(new[] { "assistant: Once upon", "assistant: Yes.", "user: Go on." }));
    }

    [Test]
    public void Arguments_that_are_no_json_do_no_harm() => Assert.That(
        Describe(Call("call_a") with { Arguments = "{oops" }, Output("call_a", "failed")),
        Is.EqualTo(new[] { "assistant: call_a()", "tool: call_a=failed" }));

    private static string[] Describe(params ConversationItem[] items) => [.. ChatHistory.Of("", items, static _ => false).Select(Describe)];

    private static string Describe(ChatMessage message) => $"{message.Role}: " + string.Join(' ', message.Contents.Select(c => c switch
    {
        TextContent text => text.Text,
        FunctionCallContent call => $"{call.CallId}({string.Join(',', call.Arguments!.Keys)})",
        FunctionResultContent result => $"{result.CallId}={result.Result}",
        _ => "?",
    }));

    private static MessageItem User(string text) => new() { Id = text, Role = MessageRole.User, Content = [new InputTextPart(text)] };

    private static MessageItem Assistant(string text) => new() { Id = text, Role = MessageRole.Assistant, Content = [new OutputAudioPart(text)] };

    private static FunctionCallItem Call(string id) => new() { Id = id, CallId = id, Name = "find", Arguments = "" };

    private static FunctionCallOutputItem Output(string callId, string output) => new() { Id = $"{callId}_out", CallId = callId, Output = output };
}
