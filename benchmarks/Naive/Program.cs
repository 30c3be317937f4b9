using CleanES.Naive;
using MediatR;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton(new NaiveStore(builder.Configuration["File"]!));
builder.Services.AddScoped<IRequestHandler<CreateTodo, Saved>, CreateTodoHandler>();
builder.Services.AddScoped<IMediator>(scope => new Mediator(scope.GetService));
var app = builder.Build();
app.MapGet("/health/ready", () => "healthy");
app.MapPost("/todos", async (CreateTodo body, IMediator mediator) =>
{
    var saved = await mediator.Send(body);
    return TypedResults.Created($"/todos/{saved.Id}", saved);
});
app.Run();
