namespace RtcVoice.Agents.Cascade.Clients;

/// <summary>Breaks off HTTP responses that are longer than anything sensible, streamed or not.</summary>
/// <param name="maxBytes">The most bytes of a body.</param>
internal sealed class BoundedResponses(long maxBytes) : DelegatingHandler(new SocketsHttpHandler { PooledConnectionLifetime = ConnectionLifetime })
{
    /// <summary>Addresses of a server change; a connection that lasts would never learn of it.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly long _maxBytes = maxBytes;

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        HttpContent whole = response.Content;
        if (whole.Headers.ContentLength > _maxBytes)
        {
            response.Dispose();
            throw BoundedStream.TooLong(_maxBytes);
        }

        var bounded = new StreamContent(new BoundedStream(await whole.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _maxBytes));
        foreach (KeyValuePair<string, IEnumerable<string>> header in whole.Headers)
        {
            bounded.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        response.Content = bounded;
        return response;
    }
}
