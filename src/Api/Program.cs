using CleanES.Api.EventSourcing;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing;

return await Startup.RunAsync(async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.UseDefaultUrl("http://localhost:5080");
    builder.Services.AddEventSourcing(typeof(AggregateRoot).Assembly, typeof(IEventStore).Assembly, typeof(Registration).Assembly);
    builder.Services.AddHttp();
    builder.Services.AddSwagger("CleanES");

    var app = builder.Build();
    app.UseProblems();
    app.UseBodyLimit();
    app.UseEmptyQueryValuesAsNone();
    app.UseCommandContext();
    app.UseSwaggerPages();
    app.MapEndpoints();
    app.Services.PrepareEventSourcing();
    await app.RunAsync();
});
