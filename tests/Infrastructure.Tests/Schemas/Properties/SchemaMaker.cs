namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>Makes types of every kind, within each other, and recursive where a value can still end.</summary>
/// <param name="most">How many types at most, but for the scalars at the end.</param>
internal sealed class SchemaMaker(Dice dice, int most = 40)
{
    private static readonly string[] _names = ["item", "Node", "_x", "list2", "ORDER", "a"];
    private static readonly string[] _fields = ["a", "b", "c", "next", "Value", "_1"];

    /// <summary>Records, enums and fixed that can be used again: those that are complete, and those that are being made.</summary>
    private readonly List<AvroType> _complete = [];
    private readonly List<RecordType> _open = [];
    private readonly List<RecordType> _records = [];
    private readonly HashSet<string> _taken = [];
    private int _left = most;

    public AvroType Make() => WithDefaults(dice.OneIn(4) ? Type("", 4) : Record("", 4));

    public RecordType MakeRecord() => WithDefaults(Record("", 4));

    private T WithDefaults<T>(T root)
    {
        foreach (var field in _records.SelectMany(record => record.Fields))
            if (dice.OneIn(4)) ValueMaker.GiveDefault(dice, field);
        return root;
    }

    /// <param name="space">The namespace that the type stands in.</param>
    /// <param name="ends">Whether it may lead back to a record that is being made, since there is a way out before it.</param>
    private AvroType Type(string space, int depth, bool ends = false, bool isBranch = false)
    {
        if (_left-- <= 0 || depth == 0) return Scalars.Any(dice);
        switch (dice.Roll(isBranch ? 11 : 14))
        {
            case < 3:
                return Scalars.Any(dice);
            case 3:
                return Complete(Scalars.Any(dice, NewName(space)));
            case 4 or 5:
                return Again(space, ends) ?? Scalars.Any(dice);
            case 6:
                return new ArrayType(Type(space, depth - 1, ends: true));
            case 7:
                return new MapType(Type(space, depth - 1, ends: true));
            case < 11:
                return Record(space, depth - 1);
            default:
                return Union(space, depth - 1);
        }
    }

    private UnionType Union(string space, int depth)
    {
        var end = dice.OneIn(2) ? Type(space, depth, isBranch: true) : Scalars.Any(dice);
        List<AvroType> branches = [end];
        for (var more = dice.Roll(4); more > 0; more--) branches.Add(Type(space, depth, ends: true, isBranch: true));
        if (branches.OfType<RecordType>().FirstOrDefault(_complete.Contains) is { } record && dice.OneIn(2)) branches.Add(LookAlike(record));
        return new UnionType(dice.Shuffle(branches.DistinctBy(branch => branch.Identity)), end);
    }

    private RecordType Record(string space, int depth)
    {
        var record = Open(space);
        var names = dice.Shuffle(_fields).Take(dice.OneIn(12) ? 0 : dice.Between(1, 4));
        if (dice.OneIn(40)) names = Enumerable.Range(0, 70).Select(i => $"f{i}");
        foreach (var name in names) record.Fields.Add(new RecordField(name, Type(record.Namespace, depth)));
        return Close(record);
    }

    /// <summary>A record of the same fields but for the type of one.</summary>
    private RecordType LookAlike(RecordType record)
    {
        var other = Open(record.Namespace, stays: true);
        var changed = record.Fields.Count == 0 ? null : dice.PickFrom(record.Fields);
        foreach (var field in record.Fields) other.Fields.Add(new RecordField(field.Name, field == changed ? Type(other.Namespace, 1) : field.Type));
        return Close(other);
    }

    /// <summary>From within a namespace, a name that has none cannot be said.</summary>
    private AvroType? Again(string space, bool ends)
    {
        List<AvroType> known = [.. _complete, .. ends ? _open : []];
        known.RemoveAll(type => type.Namespace == "" && space != "");
        return known.Count == 0 ? null : dice.PickFrom(known);
    }

    private RecordType Open(string space, bool stays = false)
    {
        var record = new RecordType(NewName(space, stays));
        _open.Add(record);
        _records.Add(record);
        return record;
    }

    private RecordType Close(RecordType record)
    {
        _open.Remove(record);
        return Complete(record);
    }

    private T Complete<T>(T type) where T : AvroType
    {
        _complete.Add(type);
        return type;
    }

    private string NewName(string space, bool stays = false)
    {
        if (!stays && dice.OneIn(4)) space = dice.Pick(space, "shop", "shop.Sales_2");
        var name = dice.PickFrom(_names);
        for (var more = ""; ; more += "_")
        {
            var full = space == "" ? name + more : $"{space}.{name}{more}";
            if (_taken.Add(full)) return full;
        }
    }
}
