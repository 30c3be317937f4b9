// The least that answers the same requests: it binds the body, stores nothing, and answers with a new id.
var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/health/ready", () => new Health("healthy"));
app.MapPost("/todos", (NewTodo _) =>
{
    var id = Guid.CreateVersion7();
    return TypedResults.Created($"/todos/{id}", new Saved(id, 0));
});
app.Run();

internal sealed record Health(string Status);

internal sealed record NewTodo(string? Label, Guid? ProjectId = null);

internal sealed record Saved(Guid Id, long Version);
