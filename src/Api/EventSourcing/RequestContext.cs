using System.Diagnostics;
using System.Security.Claims;
using CleanES.Application.EventSourcing;

namespace CleanES.Api.EventSourcing;

internal static class RequestContext
{
    /// <summary>
    /// Tells the commands of a request where they come from: the trace that it belongs to (<c>traceparent</c>; a new one if there is none or it cannot be
    /// read) and the user. Comes after <c>UseAuthentication</c>, where there is one.
    /// </summary>
    public static void UseCommandContext(this WebApplication app) => app.Use((context, next) =>
    {
        var command = context.RequestServices.GetRequiredService<CommandContext>();
        command.CorrelationId = TraceOf(context.Request).ToHexString();
        command.User = UserOf(context.User);
        return next(context);
    });

    /// <summary>By an id that stays, where there is one.</summary>
    private static string? UserOf(ClaimsPrincipal caller) => caller.Identity is { IsAuthenticated: true } known
        ? caller.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? caller.FindFirst("sub")?.Value ?? known.Name
        : null;

    private static ActivityTraceId TraceOf(HttpRequest request)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } current) return current.TraceId;
        return ActivityContext.TryParse(request.Headers.TraceParent, traceState: null, out var caller) ? caller.TraceId : ActivityTraceId.CreateRandom();
    }
}
