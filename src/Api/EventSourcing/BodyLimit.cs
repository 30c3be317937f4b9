using Microsoft.AspNetCore.Http.Features;

namespace CleanES.Api.EventSourcing;

internal static class BodyLimit
{
    /// <summary>How large the body of a request may be. Commands are small; what is large goes elsewhere, and its address into the command.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>
    /// Refuses larger bodies (413). They are read to their end, without being kept, since a client that is still sending would see a broken
    /// connection in place of the answer; what is above the server's own limit of 30 MB is cut all the same.
    /// </summary>
    public static void UseBodyLimit(this WebApplication app) => app.Use((context, next) => context.Request.ContentLength switch
    {
        <= MaxBytes => next(context),
        null when context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true => next(context),
        null => ReadAsync(context, next),
        _ => RefuseAsync(context),
    });

    private static async Task ReadAsync(HttpContext context, RequestDelegate next)
    {
        var kept = new MemoryStream();
        var part = new byte[16 * 1024];
        for (int read; kept.Length <= MaxBytes && (read = await context.Request.Body.ReadAsync(part, context.RequestAborted)) > 0;) kept.Write(part, 0, read);
        if (kept.Length > MaxBytes) await RefuseAsync(context);     // throws

        kept.Position = 0;
        context.Request.Body = kept;
        await next(context);
    }

    private static async Task RefuseAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
    }
}
