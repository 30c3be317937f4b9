using CleanES.Api.EventSourcing;
using CleanES.Api.EventSourcing.CommandLine;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing;

if (CommandLineTool.Takes(args)) return await CommandLineTool.RunAsync(args, Build);

return await Startup.RunAsync(async () =>
{
    var app = Build(args);
    app.UseProblems();
    app.UseBodyLimit();
    app.UseEmptyQueryValuesAsNone();
    app.UseCommandContext();
    app.UseSwaggerPages();
    app.MapEndpoints();
    app.Services.PrepareEventSourcing();
    await app.RunAsync();
});

static WebApplication Build(string[] settings)
{
    var builder = WebApplication.CreateBuilder(settings);
    builder.UseDefaultUrl("http://localhost:5080");
    builder.Services.AddEventSourcing(typeof(AggregateRoot).Assembly, typeof(IEventStore).Assembly, typeof(Registration).Assembly);
    builder.Services.AddHttp();
    builder.Services.AddSwagger("CleanES");
    builder.AddTelemetry();
    return builder.Build();
}
