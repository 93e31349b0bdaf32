using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using RtcVoice.Server.Realtime;

namespace RtcVoice.Server.Calls;

/// <summary>
/// Reads the offer out of a request: the body itself as <c>application/sdp</c>, or the parts <c>sdp</c> and
/// <c>session</c> of a multipart form (wire contract of POST /v1/realtime/calls).
/// </summary>
internal static class OfferReader
{
    /// <summary>A browser's offer is about 6 kB; ten times that leaves room for video and munging.</summary>
    public const int MaxOfferBytes = 64 * 1024;

    private const int MaxParts = 4;

    /// <summary>RFC 2046, section 5.1.1.</summary>
    private const int MaxBoundaryLength = 70;

    /// <summary>Reads the offer.</summary>
    public static async Task<OfferRequest> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type))
        {
            return OfferRequest.Refused(StatusCodes.Status415UnsupportedMediaType, "content_type_missing", "Say Content-Type: application/sdp and send the offer as the body.");
        }

        if (type.MediaType.Equals("application/sdp", StringComparison.OrdinalIgnoreCase))
        {
            string? offer = await RequestBody.ReadTextAsync(request.Body, MaxOfferBytes, cancellation);
            return offer is null ? TooLarge() : OfferRequest.Accepted(offer, session: null);
        }

        if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            string? boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
            return string.IsNullOrEmpty(boundary) || boundary.Length > MaxBoundaryLength
                ? OfferRequest.Refused(StatusCodes.Status400BadRequest, "boundary_missing", "The multipart body has no boundary, or one that is too long; let the form be encoded by its library.")
                : await ReadPartsAsync(new MultipartReader(boundary, request.Body), cancellation);
        }

        return OfferRequest.Refused(
            StatusCodes.Status415UnsupportedMediaType,
            "content_type_unsupported",
            $"Content-Type {type.MediaType} is not understood; send the offer as application/sdp, or as multipart/form-data with the parts sdp and session.");
    }

    private static async Task<OfferRequest> ReadPartsAsync(MultipartReader reader, CancellationToken cancellation)
    {
        string? offer = null;
        string? session = null;
        try
        {
            for (int i = 0; i < MaxParts && await reader.ReadNextSectionAsync(cancellation) is { } section; i++)
            {
                string? name = section.GetContentDispositionHeader()?.Name.Value?.Trim('"');
                if (name == "sdp")
                {
                    offer = await RequestBody.ReadTextAsync(section.Body, MaxOfferBytes, cancellation);
                    if (offer is null)
                    {
                        return TooLarge();
                    }
                }
                else if (name == "session")
                {
                    session = await RequestBody.ReadTextAsync(section.Body, RequestBody.MaxSessionBytes, cancellation);
                    if (session is null)
                    {
                        return OfferRequest.Refused(StatusCodes.Status413PayloadTooLarge, "session_too_large", $"The session part is larger than {RequestBody.MaxSessionBytes / 1024} kB.");
                    }
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return OfferRequest.Refused(StatusCodes.Status400BadRequest, "multipart_broken", "The multipart body cannot be read to its end.");
        }

        return offer is null
            ? OfferRequest.Refused(StatusCodes.Status400BadRequest, "sdp_missing", "The form has no part named sdp; put the offer there.")
            : OfferRequest.Accepted(offer, session);
    }

    private static OfferRequest TooLarge() => OfferRequest.Refused(
        StatusCodes.Status413PayloadTooLarge, "sdp_too_large", $"The offer is larger than {MaxOfferBytes / 1024} kB; a browser's is about 6 kB.");
}
