using CleanES.Application.EventSourcing;
using Microsoft.AspNetCore.Diagnostics;

namespace CleanES.Api.EventSourcing;

/// <summary>Answers every exception with a <see cref="Problem"/>, and logs those that are not the caller's fault.</summary>
internal sealed partial class ProblemHandler(ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = Problems.Of(exception);
        if (problem.Status == StatusCodes.Status500InternalServerError) LogFailed(exception, httpContext.Request.Method, httpContext.Request.Path);
        if (problem.Status == StatusCodes.Status503ServiceUnavailable || exception is EventSchemaException) LogRefused(problem.Code, exception.Message);
        await AnswerAsync(httpContext, problem);
        return true;
    }

    public static Task AnswerAsync(HttpContext context, Problem problem)
    {
        if (problem.Status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "1";
        return TypedResults.Problem(problem).ExecuteAsync(context);
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed.")]
    private partial void LogFailed(Exception exception, string method, string path);

    [LoggerMessage(2, LogLevel.Warning, "{Code}: {Reason}")]
    private partial void LogRefused(string code, string reason);
}
