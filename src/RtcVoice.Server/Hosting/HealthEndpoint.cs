namespace RtcVoice.Server.Hosting;

/// <summary>Says whether calls can be taken: for load balancers and scripts that wait for the start.</summary>
internal static class HealthEndpoint
{
    public static IResult Check(VoiceRuntime runtime) => runtime.Ready.IsCompletedSuccessfully
        ? TypedResults.Text("ok")
        : TypedResults.Text("starting", statusCode: StatusCodes.Status503ServiceUnavailable);
}
