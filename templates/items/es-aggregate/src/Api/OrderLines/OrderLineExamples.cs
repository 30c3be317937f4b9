using CleanES.Api.EventSourcing;
using CleanES.Application.EventSourcing;
using CleanES.Application.OrderLines;

namespace CleanES.Api.OrderLines;

/// <summary>What Swagger shows as answers.</summary>
internal static class OrderLineExamples
{
    public static readonly Guid Id = new("01980b2e-7c3a-7d52-9f64-2f1a6f0e8b11");

    public static readonly OrderLineDetails OrderLine = new(Id, "An example", Version: 0);

    public static readonly History History = History.Of(
    [
        new EventEnvelope(
            Position: 1, new Guid("01980b2e-7c3b-7f0e-8a55-91c2d0b7e6a4"), "order_line_created", EventVersion: 1, """{"name":"An example"}""",
            "order_line", Id, AggregateVersion: 0, new DateTimeOffset(2025, 7, 15, 9, 30, 0, TimeSpan.Zero), "{}"),
    ]);
}
