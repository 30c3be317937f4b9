using System.Text.RegularExpressions;
using CleanES.Application.EventSourcing;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.OpenApi;

namespace CleanES.Api.EventSourcing;

internal static partial class Swagger
{
    public static void AddSwagger(this IServiceCollection services, string title)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(swagger =>
        {
            swagger.SwaggerDoc("v1", new OpenApiInfo
            {
                Title = title,
                Version = "v1",
                Description = "Every change is durable in the journal before it is answered, and tells its `Journal-Position`. "
                    + "A list that is asked with it as `Min-Journal-Position` shows the change.",
            });
            swagger.SupportNonNullableReferenceTypes();
            swagger.NonNullableReferenceTypesAsRequired();
            swagger.MapType<RawJson>(() => new OpenApiSchema { Type = JsonSchemaType.Object });
            swagger.OperationFilter<SwaggerOperation>();
            swagger.IncludeXmlComments(typeof(Swagger).Assembly);
            swagger.IncludeXmlComments(typeof(IEventStore).Assembly);
        });
    }

    /// <summary>Serves Swagger UI at /swagger, leads there from /, and logs where that is.</summary>
    public static void UseSwaggerPages(this WebApplication app)
    {
        // Only there: each of the two would look at every request.
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/swagger"), pages => pages
            .UseSwagger()
            .UseSwaggerUI(page => page.DisplayRequestDuration()));
        app.MapGet("/", () => TypedResults.LocalRedirect("~/swagger")).ExcludeFromDescription();
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
            if (addresses.FirstOrDefault() is { } address) LogAddress(app.Logger, AnyHost().Replace(address, "localhost"));
        });
    }

    [GeneratedRegex(@"\[::\]|0\.0\.0\.0")]
    private static partial Regex AnyHost();

    [LoggerMessage(1, LogLevel.Information, "Swagger UI: {Address}/swagger")]
    private static partial void LogAddress(ILogger logger, string address);
}
