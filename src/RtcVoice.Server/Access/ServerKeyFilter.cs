using RtcVoice.Server.Realtime;

namespace RtcVoice.Server.Access;

/// <summary>Turns away who was let in by a client secret: a client could mint itself another for ever, configured as it likes, and see the calls of others.</summary>
internal sealed class ServerKeyFilter : IEndpointFilter
{
    /// <inheritdoc />
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return context.HttpContext.Features.Get<Caller>()?.Secret is null
            ? next(context)
            : ValueTask.FromResult<object?>(ApiError
                .Of("Only the server's key mints client secrets and sees all calls; a client secret does not.", "server_key_required", "permission_error")
                .WithStatus(StatusCodes.Status403Forbidden));
    }
}
