using CleanES.Api.EventSourcing;
using CleanES.Application.EventSourcing;
using CleanES.Application.Projects;

namespace CleanES.Api.Projects;

/// <summary>What Swagger shows as answers.</summary>
internal static class ProjectExamples
{
    public static readonly Guid Id = new("01980b2e-6b1f-7c44-8d03-5e9a7d2c4f60");

    public static readonly ProjectDetails Project = new(Id, "Move house", Closed: false, Version: 0);

    public static readonly History History = History.Of(
    [
        new EventEnvelope(
            Position: 1, new Guid("01980b2e-6b20-7a81-b6d2-0c3f8e5a9174"), "project_created", EventVersion: 2, """{"name":"Move house","key":"MOVE HOUSE"}""",
            "project", Id, AggregateVersion: 0, new DateTimeOffset(2025, 7, 15, 9, 30, 0, TimeSpan.Zero), "{}"),
    ]);
}
