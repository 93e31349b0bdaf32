using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Options;

namespace RtcVoice.Server.Sockets;

/// <summary>Lets an endpoint take WebSockets whether or not the application has asked for them with <c>UseWebSockets</c>.</summary>
internal sealed class WebSocketFilter(ILoggerFactory loggers) : IEndpointFilter
{
    private readonly WebSocketMiddleware _middleware = new(_ => Task.CompletedTask, Options.Create(new WebSocketOptions()), loggers);

    /// <inheritdoc />
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(next);
        await _middleware.Invoke(context.HttpContext);
        return await next(context);
    }
}
