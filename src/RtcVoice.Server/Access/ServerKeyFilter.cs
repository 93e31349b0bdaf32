using RtcVoice.Server.Realtime;

namespace RtcVoice.Server.Access;

/// <summary>Turns away who was let in by a client secret: a client could mint itself another for ever, configured as it likes.</summary>
internal sealed class ServerKeyFilter : IEndpointFilter
{
    /// <inheritdoc />
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return context.HttpContext.Features.Get<Caller>()?.Secret is null
            ? next(context)
            : ValueTask.FromResult<object?>(ApiError
                .Of("Client secrets are minted with the server's key, not with another client secret.", "server_key_required", "permission_error")
                .WithStatus(StatusCodes.Status403Forbidden));
    }
}
