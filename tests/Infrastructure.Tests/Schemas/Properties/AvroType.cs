namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>A type of Avro as these tests understand it; nothing of it is taken from what they test.</summary>
internal abstract class AvroType
{
    /// <summary>Of this a union may hold one: a name, or the type that is annotated.</summary>
    public abstract string Identity { get; }

    /// <summary>Of a record, enum or fixed, with its namespace.</summary>
    public string? FullName { get; protected init; }

    /// <summary>Further names of the same.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public string Namespace => FullName is not null && FullName.LastIndexOf('.') is > 0 and var dot ? FullName[..dot] : "";

    public bool IsObject => this is MapType or RecordType;
}

/// <summary>A type whose values are one token.</summary>
/// <param name="definition">Its schema without the name, if it has one.</param>
/// <param name="misfits">Tokens that just miss.</param>
internal sealed class ScalarType(string identity, string definition, Func<Dice, string> token, params string[] misfits) : AvroType
{
    public override string Identity => FullName ?? identity;
    public string Definition => definition;
    public IReadOnlyList<string> Misfits => misfits;

    public string Token(Dice dice) => token(dice);

    public ScalarType Named(string fullName, params string[] aliases) => new(identity, definition, token, misfits) { FullName = fullName, Aliases = aliases };
}

internal sealed class ArrayType(AvroType items) : AvroType
{
    public override string Identity => "array";
    public AvroType Items => items;
}

internal sealed class MapType(AvroType values) : AvroType
{
    public override string Identity => "map";
    public AvroType Values => values;
}

/// <param name="end">A branch that does not lead back to a record that the union stands in, but through a union, an array or a map.</param>
internal sealed class UnionType(IReadOnlyList<AvroType> branches, AvroType end) : AvroType
{
    public override string Identity => "union";
    public IReadOnlyList<AvroType> Branches => branches;
    public AvroType End => end;
}

internal sealed class RecordType : AvroType
{
    public RecordType(string fullName) => FullName = fullName;

    public override string Identity => FullName!;
    public List<RecordField> Fields { get; } = [];
}

internal sealed class RecordField(string name, AvroType type)
{
    public string Name => name;
    public AvroType Type => type;

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>As JSON.</summary>
    public string? Default { get; set; }

    public bool MayBeMissing => Default is not null || TakesNull(type);

    private static bool TakesNull(AvroType type) => type.Identity == "null" || (type is UnionType union && union.Branches.Any(TakesNull));
}
