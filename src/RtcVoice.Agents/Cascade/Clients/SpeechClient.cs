using System.Net.Http.Headers;
using System.Net.Mime;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace RtcVoice.Agents.Cascade.Clients;

/// <summary>
/// Speech by <c>POST /audio/speech</c>, handed on as its bytes come. OpenAI's own client either waits for all of it or asks for
/// server-sent events, which no other server has.
/// </summary>
/// <param name="http">Sends; owned.</param>
/// <param name="endpoint">Where to.</param>
internal sealed class SpeechClient(HttpClient http, StageEndpoint endpoint) : ITextToSpeechClient
{
    private const int PieceBytes = 16 * 1024;

    /// <summary>Of what a server says is wrong, as much as a person reads.</summary>
    private const int MaxErrorCharacters = 300;

    private readonly HttpClient _http = http;
    private readonly StageEndpoint _endpoint = endpoint;
    private readonly Uri _address = new($"{endpoint.Address.AbsoluteUri.TrimEnd('/')}/audio/speech");

    /// <inheritdoc />
    public async Task<TextToSpeechResponse> GetAudioAsync(string text, TextToSpeechOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingAudioAsync(text, options, cancellationToken).ToTextToSpeechResponseAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async IAsyncEnumerable<TextToSpeechResponseUpdate> GetStreamingAudioAsync(
        string text, TextToSpeechOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        string format = options?.AudioFormat ?? "pcm";
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = Describe(text, format, options) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _endpoint.Key);
        using HttpResponseMessage response =
            await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            string said = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            throw new HttpRequestException(said.Length > MaxErrorCharacters ? said[..MaxErrorCharacters] : said, null, response.StatusCode);
        }

        string mediaType = MediaTypeOf(response.Content.Headers.ContentType, format);
        using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        byte[] piece = new byte[PieceBytes];
        for (int count; (count = await body.ReadAsync(piece, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            yield return new TextToSpeechResponseUpdate([new DataContent(piece.AsMemory(0, count).ToArray(), mediaType)]);
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(TextToSpeechClientMetadata)
            ? new TextToSpeechClientMetadata("openai", _endpoint.Address, _endpoint.Model)
            : null;

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private ByteArrayContent Describe(string text, string format, TextToSpeechOptions? options)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", options?.ModelId ?? _endpoint.Model);
            json.WriteString("input", text);
            json.WriteString("response_format", format);
            if (options?.VoiceId is { Length: > 0 } voice)
            {
                json.WriteString("voice", voice);
            }

            if (options?.Speed is { } speed)
            {
                json.WriteNumber("speed", speed);
            }

            json.WriteEndObject();
        }

        var content = new ByteArrayContent(buffer.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        return content;
    }

    // Servers that do not say what they send, send what they were asked for.
    private static string MediaTypeOf(MediaTypeHeaderValue? told, string asked) =>
        told is { MediaType: not (null or MediaTypeNames.Application.Octet) } ? told.ToString() : $"audio/{asked}";
}
