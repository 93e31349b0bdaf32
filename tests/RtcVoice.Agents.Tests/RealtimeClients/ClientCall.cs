using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using RtcVoice.Agents.RealtimeClients;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;
using RtcVoice.TestKit.Agents;

namespace RtcVoice.Agents.Tests.RealtimeClients;

/// <summary>A call that a realtime client answers.</summary>
internal sealed class ClientCall : IAsyncDisposable
{
    private ClientCall(StandaloneCall call)
    {
        Call = call;
        Person = new ScriptedPerson(call);
    }

    public StandaloneCall Call { get; }

    public ScriptedPerson Person { get; }

    /// <summary>Begins a call.</summary>
    public static async Task<ClientCall> StartAsync(
        IRealtimeClient client, RealtimeClientOptions? options = null, TimeProvider? clock = null, SessionConfig? session = null, params ServerTool[] tools)
    {
        var call = new StandaloneCall { Session = session ?? SessionConfig.Default };
        var factory = new RealtimeClientAgentFactory(options ?? new RealtimeClientOptions(), client, tools, clock ?? TimeProvider.System, NullLoggerFactory.Instance);
        await factory.PrepareAsync(CancellationToken.None);
        call.Start(factory.Create());
        return new ClientCall(call);
    }

    public ValueTask DisposeAsync() => Call.DisposeAsync();
}
