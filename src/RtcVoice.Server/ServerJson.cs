using System.Text.Json.Serialization;
using RtcVoice.Server.Calls;

namespace RtcVoice.Server;

/// <summary>Serialisers of the API's bodies, made at compile time.</summary>
[JsonSerializable(typeof(ApiError))]
[JsonSerializable(typeof(CallView))]
internal sealed partial class ServerJson : JsonSerializerContext;
