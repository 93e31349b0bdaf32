using RtcVoice.Conversation.Session;

namespace RtcVoice.Server.Realtime;

/// <summary>Answers a configuration that cannot be taken with 400 and the field that is wrong.</summary>
internal sealed class InvalidConfigFilter : IEndpointFilter
{
    /// <inheritdoc />
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(next);
        try
        {
            return await next(context);
        }
        catch (InvalidConfigException e)
        {
            return ApiError.Of(e.Message, e.Code, param: e.Parameter).WithStatus(StatusCodes.Status400BadRequest);
        }
    }
}
