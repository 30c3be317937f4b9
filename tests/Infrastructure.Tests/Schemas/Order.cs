using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.Tests.Schemas;

internal enum Priority { Low, VeryHigh }

/// <summary>Where goods go.</summary>
/// <param name="City">The town's name.</param>
internal sealed record Address(string City, string? Zip);

internal sealed record Branch(string Name, IReadOnlyList<Branch> Twigs);

/// <summary>Its first event has a property of every kind that a schema can say.</summary>
internal sealed class Order : AggregateRoot
{
    private Order(Guid id) : base(id) { }

    public Placed? Was { get; private set; }

    public static Order Place(Guid id, Placed placed)
    {
        var order = new Order(id);
        order.Raise(placed);
        return order;
    }

    internal sealed record Line(string Item, int Count);

    /// <summary>An order was placed
    /// at the <see cref="Branch"/>.</summary>
    /// <param name="Customer">Who pays: a <c>name</c>.</param>
    internal sealed record Placed(
        string Customer,
        string? Note,
        bool Gift,
        int Count,
        long Serial,
        float Share,
        double Weight,
        decimal Price,
        Guid Reference,
        DateOnly Due,
        TimeOnly Opens,
        DateTimeOffset PlacedAt,
        TimeSpan Took,
        byte[] Hash,
        Priority Priority,
        IReadOnlyList<Line> Lines,
        IReadOnlyDictionary<string, int?> Stock,
        List<string?> Tags,
        Address Home,
        Address? Office,
        Branch Tree,
        int? Rank = null,
        string Currency = "EUR") : DomainEvent<Order>
    {
        protected override void Apply(Order order) => order.Was = this;
    }

    public static Placed Example { get; } = new(
        "Ann \"A\" żółw", null, true, int.MaxValue, long.MinValue, 0.1f, 1e300, 12345.6789m, new Guid("01980b2e-7c3a-7d52-9f64-2f1a6f0e8b11"),
        new DateOnly(2024, 2, 29), new TimeOnly(23, 59, 59, 999, 999), new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.FromHours(5.5)).AddTicks(1234567),
        TimeSpan.FromHours(30), [0, 65, 127, 128, 255], Priority.VeryHigh, [new Line("milk", 2), new Line("", -1)],
        new Dictionary<string, int?> { ["a b"] = 1, [""] = null }, ["x", null], new Address("Łódź", null), new Address("Kraków", "30-001"),
        new Branch("root", [new Branch("leaf", [])]));
}
