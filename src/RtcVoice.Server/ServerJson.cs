using System.Text.Json.Serialization;
using RtcVoice.Server.Access;
using RtcVoice.Server.Calls;
using RtcVoice.Server.Realtime;
using RtcVoice.Server.Watching;

namespace RtcVoice.Server;

/// <summary>Serialisers of the API's bodies, made at compile time.</summary>
[JsonSerializable(typeof(ApiError))]
[JsonSerializable(typeof(CallListView))]
[JsonSerializable(typeof(CallView))]
[JsonSerializable(typeof(CallsSnapshot))]
[JsonSerializable(typeof(ClientSecretView))]
[JsonSerializable(typeof(ConversationView))]
[JsonSerializable(typeof(ModelOnly))]
internal sealed partial class ServerJson : JsonSerializerContext;
