namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>Makes values that fit.</summary>
/// <param name="leavesOut">Whether what has a default may be missing.</param>
internal sealed class ValueMaker(Dice dice, bool leavesOut = true)
{
    private int _left = 150;

    public Value Make(AvroType type, int depth = 6)
    {
        if (type is not UnionType union) return Make(type, null, depth);
        return Make(IsEnough(depth) ? union.End : dice.PickFrom(union.Branches), union, depth);
    }

    private Value Make(AvroType type, UnionType? union, int depth)
    {
        _left--;
        var value = new Value(type, union);
        switch (type)
        {
            case ArrayType array:
                value.Items = [.. Times(depth).Select(_ => Make(array.Items, depth - 1))];
                break;
            case MapType map:
                value.Properties = [.. Times(depth).Select(_ => Key()).Distinct().Select(key => (key, Make(map.Values, depth - 1)))];
                break;
            case RecordType record:
                var fields = record.Fields.Where(field => !field.MayBeMissing || (!leavesOut && field.Default is not null) || !dice.OneIn(3));
                value.Properties = [.. (dice.OneIn(2) ? dice.Shuffle(fields) : fields).Select(field => (field.Name, Make(field.Type, depth - 1)))];
                break;
            default:
                value.Token = ((ScalarType)type).Token(dice);
                break;
        }

        return value;
    }

    /// <summary>
    /// Gives a field a default, which must not leave out what would have it as its default again; none if a union on the way does not tell of which branch an
    /// object is.
    /// </summary>
    public static void GiveDefault(Dice dice, RecordField field)
    {
        if (!IsClear(field.Type, [])) return;

        field.Default = "";
        field.Default = JsonText.Write(dice, new ValueMaker(dice, leavesOut: false).Make(field.Type, 2));
    }

    private static bool IsClear(AvroType type, HashSet<AvroType> seen) => !seen.Add(type) || type switch
    {
        UnionType union => union.Branches.Count(branch => branch.IsObject) < 2 && union.Branches.All(branch => IsClear(branch, seen)),
        RecordType record => record.Fields.TrueForAll(field => IsClear(field.Type, seen)),
        ArrayType array => IsClear(array.Items, seen),
        MapType map => IsClear(map.Values, seen),
        _ => true,
    };

    private bool IsEnough(int depth) => depth <= 0 || _left <= 0;

    private IEnumerable<int> Times(int depth) => Enumerable.Range(0, IsEnough(depth) ? 0 : dice.OneIn(15) ? dice.Roll(80) : dice.Roll(4));

    private string Key() => dice.OneIn(2) ? dice.Pick("a", "b", "key", "żółw", "odd key", "") : dice.OneIn(10) ? Tokens.Text(dice, 100) : Tokens.Text(dice);
}
