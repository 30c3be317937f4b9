using System.Text.Json.Nodes;
using CleanES.Infrastructure.Tests.Schemas.Properties;

namespace CleanES.Infrastructure.Tests.Evolution.Properties;

/// <summary>Makes the next version of a type by edits here and there, such as can be read and such as cannot. Names may clash, so that it is no schema.</summary>
internal sealed class Editor(Dice dice)
{
    private static readonly string[] _names = ["a", "b", "c", "next", "Value", "_1", "d", "e"];

    /// <summary>Of so many chances to edit, one is taken.</summary>
    private readonly int _calm = dice.Pick(6, 15, 40);

    /// <summary>Of records, enums and fixed.</summary>
    private readonly Dictionary<AvroType, AvroType> _next = [];

    /// <summary>Their defaults are made when the types are complete.</summary>
    private readonly List<RecordField> _open = [];

    public RecordType Edit(RecordType root)
    {
        var next = Record(root);
        foreach (var field in _open) ValueMaker.GiveDefault(dice, field);
        return next;
    }

    private bool Strikes() => dice.OneIn(_calm);

    private AvroType Type(AvroType type, bool isBranch = false)
    {
        if (_next.TryGetValue(type, out var known)) return known;
        if (Strikes())
        {
            switch (dice.Roll(6))
            {
                case 0:
                    return Scalars.Any(dice);
                case 1:
                    return dice.OneIn(2) ? new ArrayType(Type(type)) : new MapType(Type(type));
                case 2 when type is UnionType union:
                    return Type(union.End);
                case > 2 when !isBranch:
                    return OrNull(Type(type));
            }
        }

        return type switch
        {
            ArrayType array => new ArrayType(Type(array.Items)),
            MapType map => new MapType(Type(map.Values)),
            UnionType union => Union(union),
            RecordType record => Record(record),
            _ => Scalar((ScalarType)type),
        };
    }

    private UnionType OrNull(AvroType type)
    {
        List<AvroType> branches = [.. type is UnionType union ? union.Branches : [type]];
        branches.RemoveAll(branch => branch.Identity == "null");
        branches.Insert(dice.Roll(branches.Count + 1), Scalars.Null);
        return new UnionType(branches, Scalars.Null);
    }

    private UnionType Union(UnionType union)
    {
        var end = Type(union.End, isBranch: true);
        var branches = union.Branches.Where(branch => branch == union.End || !Strikes()).Select(branch => branch == union.End ? end : Type(branch, isBranch: true)).ToList();
        if (Strikes()) branches.Insert(dice.Roll(branches.Count + 1), dice.OneIn(2) ? Scalars.Any(dice) : Again("") ?? Scalars.Any(dice));
        if (Strikes()) branches = dice.Shuffle(branches);
        return new UnionType([.. branches.Where(branch => branch == end || branch.Identity != end.Identity).DistinctBy(branch => branch.Identity)], end);
    }

    private RecordType Record(RecordType old)
    {
        var (name, aliases) = NameOf(old);
        var record = new RecordType(name) { Aliases = aliases };
        _next[old] = record;
        foreach (var field in Strikes() ? dice.Shuffle(old.Fields) : old.Fields)
            if (!Strikes()) record.Fields.Add(Field(field, record));
        while (Strikes()) AddField(record);
        return record;
    }

    private RecordField Field(RecordField old, RecordType record)
    {
        var isRenamed = Strikes();
        var type = Type(old.Type);
        var field = new RecordField(isRenamed ? FreeName(record, old.Name) : old.Name, type) { Aliases = isRenamed && !dice.OneIn(4) ? [old.Name] : [] };
        if (old.Default is null || Strikes()) return field;

        if (type == old.Type && !Strikes()) field.Default = old.Default;
        else _open.Add(field);
        return field;
    }

    private void AddField(RecordType record)
    {
        var field = new RecordField(FreeName(record), NewType(record.Namespace));
        record.Fields.Insert(dice.Roll(record.Fields.Count + 1), field);
        if (!dice.OneIn(4)) _open.Add(field);
    }

    private AvroType NewType(string space) => dice.Roll(7) switch
    {
        0 => new ArrayType(Scalars.Any(dice)),
        1 => new MapType(Again(space) ?? Scalars.Any(dice)),
        2 => OrNull(Again(space) ?? Scalars.Any(dice)),
        3 => Scalars.Any(dice, space == "" ? "fresh" : $"{space}.fresh"),
        _ => Scalars.Any(dice),
    };

    /// <summary>A type that has a name, where a value of it need not be. From within a namespace, a name that has none cannot be said.</summary>
    private AvroType? Again(string space)
    {
        var known = _next.Values.Where(type => type.Namespace != "" || space == "").ToList();
        return known.Count == 0 ? null : dice.PickFrom(known);
    }

    private ScalarType Scalar(ScalarType old)
    {
        var scalar = Strikes() || dice.OneIn(old.FullName is null ? 8 : 3) ? Changed(old) : old;
        if (old.FullName is not { } fullName) return scalar;

        var (name, aliases) = NameOf(old);
        if (scalar != old || name != fullName || old.Aliases.Count > 0) scalar = scalar.Named(name, aliases);
        _next[old] = scalar;
        return scalar;
    }

    private ScalarType Changed(ScalarType old)
    {
        var definition = JsonNode.Parse(old.Definition)!;
        return ((string?)definition["logicalType"] ?? (string?)definition["type"]) switch
        {
            "enum" => Scalars.Enum(dice),
            "fixed" or "duration" => dice.OneIn(2) ? Scalars.Any(dice, old.FullName!) : old,
            "decimal" when (int?)definition["scale"] is var scale && dice.Roll(5) - 1 is var more =>
                Scalars.Decimal(dice, Math.Max((int)definition["precision"]! + more, Math.Max(1, scale ?? 0)), scale ?? 0),
            "int" or "float" when !dice.OneIn(4) => Scalars.Like(dice, "\"long\"}", "\"float\"}", "\"double\"}"),
            "int" or "long" or "float" or "double" => Scalars.Like(dice, "\"int\"}", "\"long\"}", "\"float\"}", "\"double\"}"),
            "uuid" when !dice.OneIn(4) => Scalars.Like(dice, "\"string\"}"),
            "string" => Scalars.Like(dice, "\"string\""),
            var other when other!.Contains("time", StringComparison.Ordinal) && dice.OneIn(8) => Scalars.Like(dice, "time"),
            _ => Strikes() ? Scalars.Any(dice) : old,
        };
    }

    private (string Name, string[] Aliases) NameOf(AvroType old)
    {
        if (!Strikes()) return (old.FullName!, []);

        var shortName = old.FullName![(old.FullName!.LastIndexOf('.') + 1)..];
        var name = dice.OneIn(4) && old.Namespace != "" ? $"other.{shortName}" : $"{old.FullName}2";
        return (name, dice.Pick<string[]>([old.FullName], [shortName], ["x.unknown", old.FullName], []));
    }

    private string FreeName(RecordType record, string? but = null) =>
        dice.PickFrom([.. _names.Append("f").Where(name => name != but && !record.Fields.Exists(field => field.Name == name || field.Aliases.Contains(name))).DefaultIfEmpty("g")]);
}
