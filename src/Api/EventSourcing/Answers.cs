using System.Reflection;
using CleanES.Application.EventSourcing;
using Microsoft.AspNetCore.Http.Metadata;

namespace CleanES.Api.EventSourcing;

/// <summary>Answers a command that made a new aggregate. It can be read at the route of the command, followed by its id.</summary>
internal sealed class Created(Saved saved) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var request = httpContext.Request;
        httpContext.Response.Headers.Location = $"{request.PathBase}{request.Path.Value?.TrimEnd('/')}/{saved.Id}";
        return Changed.AnswerAsync(httpContext, StatusCodes.Status201Created, saved);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder
        .Answers<SavedBody>(StatusCodes.Status201Created, AnswerHeader.ETag, AnswerHeader.JournalPosition, AnswerHeader.Location)
        .AnswersProblems(
            ProblemKind.InvalidRequest, ProblemKind.ValidationFailed, ProblemKind.ClaimTaken, ProblemKind.BodyTooLarge, ProblemKind.RuleBroken,
            ProblemKind.EventSchemaMismatch, ProblemKind.EventTooLarge, ProblemKind.JournalUnavailable, ProblemKind.OutcomeUnknown);
}

/// <summary>Answers a command that changed an aggregate, or found nothing to change.</summary>
internal sealed class Changed(Saved saved) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext httpContext) => AnswerAsync(httpContext, StatusCodes.Status200OK, saved);

    internal static Task AnswerAsync(HttpContext context, int status, Saved saved)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.ETag = $"\"{saved.Version}\"";
        context.Response.Headers[AnswerHeader.JournalPosition.Name] = $"{saved.Position}";
        return context.Response.WriteAsJsonAsync(new SavedBody(saved.Id, saved.Version), context.RequestAborted);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder
        .Answers<SavedBody>(StatusCodes.Status200OK, AnswerHeader.ETag, AnswerHeader.JournalPosition)
        .AnswersProblems(
            ProblemKind.InvalidRequest, ProblemKind.ValidationFailed, ProblemKind.NotFound, ProblemKind.LostRace, ProblemKind.ClaimTaken,
            ProblemKind.VersionMismatch, ProblemKind.BodyTooLarge, ProblemKind.RuleBroken, ProblemKind.EventSchemaMismatch, ProblemKind.EventTooLarge,
            ProblemKind.JournalUnavailable, ProblemKind.OutcomeUnknown);
}

/// <summary>Answers with one aggregate as it is at a version.</summary>
internal sealed class Current<T>(T value, long version) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.ETag = $"\"{version}\"";
        return httpContext.Response.WriteAsJsonAsync(value, httpContext.RequestAborted);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder
        .Answers<T>(StatusCodes.Status200OK, AnswerHeader.ETag)
        .AnswersProblems(ProblemKind.InvalidRequest, ProblemKind.ValidationFailed, ProblemKind.NotFound, ProblemKind.JournalUnavailable);
}

/// <param name="Version">The aggregate version: the first event gives 0, each further one adds 1.</param>
internal sealed record SavedBody(Guid Id, long Version);
