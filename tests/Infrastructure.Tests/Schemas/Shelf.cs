using System.Text.Json;
using System.Text.Json.Serialization;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.Tests.Schemas;

[Flags]
internal enum Colours { None = 0, Red = 1, Blue = 2 }

internal enum ShelfSize { Small, Normal, [JsonStringEnumMemberName("extra-large")] Large }

internal readonly record struct Point(int X, int Y);

internal sealed record Pair<T>(T First, T Second);

[JsonDerivedType(typeof(Circle), "circle")]
internal abstract record Figure;

internal sealed record Circle(int Radius) : Figure;

internal sealed class HexConverter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Convert.ToInt32(reader.GetString(), 16);

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteStringValue($"{value:x}");
}

/// <summary>Its events have what is less common in an event, and what no event should have.</summary>
internal sealed class Shelf : AggregateRoot
{
    private Shelf(Guid id) : base(id) { }

    public Filled? Was { get; private set; }

    public static Shelf Fill(Guid id, Filled filled)
    {
        var shelf = new Shelf(id);
        shelf.Raise(filled);
        return shelf;
    }

    internal sealed record Filled(
        sbyte Sbyte, byte Byte, short Short, ushort Ushort, uint Uint, char Char, Uri Uri, Version Version, Colours Colours, ShelfSize Size,
        DateTime Utc, HashSet<int> Set, Dictionary<Guid, string> Texts, Point Point, Point? Perhaps, Pair<string> Names, Pair<int> Numbers, int?[] Holes,
        [property: JsonPropertyName("other_name")] string Renamed) : DomainEvent<Shelf>
    {
        public int Sum => Point.X + Point.Y;

        [JsonIgnore]
        public string Shown => $"{Point}";

        protected override void Apply(Shelf shelf) => shelf.Was = this;
    }

    /// <summary>With what no schema says.</summary>
    internal sealed record Free(JsonElement Any, Figure Figure, [property: JsonConverter(typeof(HexConverter))] int Hex) : DomainEvent<Shelf>
    {
        protected override void Apply(Shelf shelf) { }
    }

    internal sealed record Collected : DomainEvent<Shelf>
    {
        public List<string> Tags { get; } = [];

        protected override void Apply(Shelf shelf) { }
    }

    internal sealed record Hidden : DomainEvent<Shelf>
    {
        public string Text { get; private set; } = "";

        protected override void Apply(Shelf shelf) { }
    }

    internal abstract record Shape(int Edges);

    internal sealed record Abstract(Shape Shape) : DomainEvent<Shelf>
    {
        protected override void Apply(Shelf shelf) { }
    }

    internal sealed record Sparse([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Count) : DomainEvent<Shelf>
    {
        protected override void Apply(Shelf shelf) { }
    }

    internal sealed record Twice([property: JsonPropertyName("one")] int A, [property: JsonPropertyName("one")] int B) : DomainEvent<Shelf>
    {
        protected override void Apply(Shelf shelf) { }
    }

    public static Filled Example { get; } = new(
        sbyte.MinValue, byte.MaxValue, short.MinValue, ushort.MaxValue, uint.MaxValue, 'ż', new Uri("https://example.org/a?b=ł"), new Version(1, 2, 3),
        Colours.Red | Colours.Blue, ShelfSize.Large, new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc), [3, 1], new() { [Guid.Empty] = "none" }, new Point(1, -2), null,
        new Pair<string>("a", "b"), new Pair<int>(1, 2), [1, null], "x");
}
