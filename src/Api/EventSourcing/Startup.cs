using CleanES.Application.EventSourcing;
using Microsoft.AspNetCore.Connections;

namespace CleanES.Api.EventSourcing;

internal static class Startup
{
    private const string HostLog = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>Runs the service. What is wrong with its settings or files is told on the console in words, without a stack trace.</summary>
    /// <returns>The exit code: 1 if the service could not start.</returns>
    public static async Task<int> RunAsync(Func<Task> service)
    {
        try
        {
            await service();
            return 0;
        }
        catch (Exception failure) when (failure is StartupException or IOException { InnerException: AddressInUseException })
        {
            await Console.Error.WriteLineAsync(failure is IOException ? $"{failure.Message} Choose another one with --urls." : failure.Message);
            return 1;
        }
    }

    /// <summary>Listens there unless something else is configured: <c>--urls</c>, <c>ASPNETCORE_HTTP_PORTS</c> and their like.</summary>
    public static void UseDefaultUrl(this WebApplicationBuilder builder, string url)
    {
        string[] settings = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];
        if (!settings.Any(setting => builder.Configuration.GetSection(setting).Exists())) builder.WebHost.UseUrls(url);
    }

    /// <summary>JSON is read strictly; what is wrong with a request is thrown in every environment, so that one place answers it.</summary>
    public static void AddHttp(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.AllowDuplicateProperties = false);
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemHandler>();

        // The host would log a failed start with its stack trace, beside the exception that RunAsync puts into words.
        services.AddOptions<LoggerFilterOptions>().Configure<IServiceProvider>((log, provider) => log.AddFilter(
            HostLog, level => level >= LogLevel.Warning && provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.IsCancellationRequested));
    }

    /// <summary>A query value that is empty is one that is not given: forms send <c>?done=&amp;page=</c>.</summary>
    public static void UseEmptyQueryValuesAsNone(this WebApplication app) => app.Use((context, next) =>
    {
        var request = context.Request;
        if (request.QueryString.HasValue && request.Query.Any(value => value.Value == ""))
            request.Query = new QueryCollection(request.Query.Where(value => value.Value != "").ToDictionary());
        return next(context);
    });

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages(pages => ProblemHandler.AnswerAsync(pages.HttpContext, Problems.Of(pages.HttpContext.Response.StatusCode)));
    }
}
