using System.Text.RegularExpressions;

namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>Breaks a value in one place. By chance it may fit still, as another branch of a union.</summary>
internal sealed partial class Breaker
{
    private static readonly string[] _tokens = ["null", "true", "0", "7.5", "\"text\"", "[]", "[1]", "{}", "{\"a\": 1}"];

    private readonly Dice _dice;
    private readonly List<Place> _places = [];

    private Breaker(Dice dice, Value value, string root)
    {
        _dice = dice;
        Visit(value, root, unsure: null);
    }

    /// <param name="root">What paths begin with.</param>
    /// <param name="repeatsKeys">Whether a key given twice is among the ways.</param>
    public static Spot Break(Dice dice, Value value, string root, bool repeatsKeys = true) => new Breaker(dice, value, root).Break(repeatsKeys);

    private void Visit(Value value, string path, string? unsure)
    {
        var place = new Place(value, path, unsure);
        _places.Add(place);
        for (var i = 0; i < value.Items?.Count; i++) Visit(value.Items[i], $"{path}[{i}]", unsure);
        foreach (var (key, below) in value.Properties ?? []) Visit(below, path + Step(key), place.UnsureWithin);
    }

    private Spot Break(bool repeatsKeys)
    {
        var place = _dice.PickFrom(_places);
        List<Func<Place, Spot>> ways = [Replace];
        if (place.Value.Type is RecordType record)
        {
            ways.Add(AddField);
            if (Required(place.Value, record).Count > 0) ways.Add(RemoveField);
        }

        if (repeatsKeys && place.Value.Properties is { Count: > 0 }) ways.Add(RepeatKey);
        return _dice.PickFrom(ways)(place);
    }

    /// <summary>By a token that is of none of the kinds allowed, or that just misses. What lists or objects hold is another place.</summary>
    private Spot Replace(Place place)
    {
        var allowed = place.Value.Allowed;
        var misfits = allowed.OfType<ScalarType>().SelectMany(scalar => scalar.Misfits).ToList();
        var kinds = _tokens.Where(token => !(token[0] == '[' && allowed.Any(type => type is ArrayType)) && !(token[0] == '{' && allowed.Any(type => type.IsObject)));
        place.Value.Become(_dice.PickFrom(misfits.Count > 0 && !_dice.OneIn(3) ? misfits : [.. kinds]));
        return new Spot(place.Unsure ?? place.Path, place.Unsure is not null);
    }

    private Spot AddField(Place place)
    {
        var fields = ((RecordType)place.Value.Type).Fields;
        var name = _dice.Pick("extra", "odd field", "", "é", "🍞", fields is [var first, ..] ? first.Name + "_" : "A.b", new string('x', 59) + _dice.Pick("🍞", "xyz"));
        place.Value.Properties!.Insert(_dice.Roll(place.Value.Properties.Count + 1), (name, new Value(place.Value.Type, union: null) { Token = _dice.PickFrom(_tokens) }));
        return Within(place, Step(name));
    }

    private Spot RemoveField(Place place)
    {
        var missing = _dice.PickFrom(Required(place.Value, (RecordType)place.Value.Type));
        place.Value.Properties!.RemoveAll(property => property.Key == missing);
        return Within(place, $".{missing}");
    }

    private Spot RepeatKey(Place place)
    {
        var properties = place.Value.Properties!;
        var first = _dice.Roll(properties.Count);
        properties.Insert(_dice.Between(first + 1, properties.Count), properties[first]);
        return Within(place, Step(properties[first].Key));
    }

    private static Spot Within(Place place, string step) => new(place.UnsureWithin ?? place.Path + step, place.UnsureWithin is not null);

    private static List<string> Required(Value value, RecordType record) =>
        [.. value.Properties!.Select(property => property.Key).Where(name => record.Fields.Exists(field => field.Name == name && !field.MayBeMissing))];

    private static string Step(string key)
    {
        var shown = key;
        if (key.Length > 60) shown = $"{key[..(char.IsSurrogatePair(key, 59) ? 59 : 60)]}…";
        return Word().IsMatch(key) ? $".{shown}" : $"[\"{shown}\"]";
    }

    [GeneratedRegex(@"^[\p{L}\p{Nd}_]+\z")]
    private static partial Regex Word();

    /// <param name="Unsure">The outermost union on the way here whose branch the kind of the token does not tell; null if there is none.</param>
    private sealed record Place(Value Value, string Path, string? Unsure)
    {
        public string? UnsureWithin => Unsure ?? (Value.Properties is not null && Value.Allowed.Count(type => type.IsObject) > 1 ? Path : null);
    }
}
