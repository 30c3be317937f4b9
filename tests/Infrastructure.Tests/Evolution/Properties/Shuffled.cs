using CleanES.Infrastructure.Tests.Schemas.Properties;

namespace CleanES.Infrastructure.Tests.Evolution.Properties;

/// <summary>The same type with its fields in another order, so that what has a name is defined elsewhere.</summary>
internal sealed class Shuffled(Dice dice)
{
    private readonly Dictionary<RecordType, RecordType> _records = [];

    public static RecordType Of(Dice dice, RecordType type) => new Shuffled(dice).Record(type);

    private AvroType Type(AvroType type) => type switch
    {
        ArrayType array => new ArrayType(Type(array.Items)),
        MapType map => new MapType(Type(map.Values)),
        UnionType union => new UnionType([.. union.Branches.Select(Type)], union.End),
        RecordType record => Record(record),
        _ => type,
    };

    private RecordType Record(RecordType old)
    {
        if (_records.TryGetValue(old, out var known)) return known;

        var record = _records[old] = new RecordType(old.FullName!);
        foreach (var field in dice.Shuffle(old.Fields)) record.Fields.Add(new RecordField(field.Name, Type(field.Type)) { Default = field.Default });
        return record;
    }
}
