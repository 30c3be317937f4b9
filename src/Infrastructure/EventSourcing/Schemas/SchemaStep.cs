using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Avro;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>What changes from one version of a schema to the next.</summary>
/// <param name="Path">Where in the newer file: <c>fields.label.type</c>.</param>
/// <param name="What">As a sentence on it: <c>was int and is long</c>.</param>
/// <param name="Consequence">How events of the older version are read; or, where what the schemas say is not enough for that, the way out.</param>
internal sealed record SchemaChange(string Path, string What, string Consequence, bool IsReadable);

/// <summary>
/// Reads events of one version of a schema as those of the next, as far as the schemas say how: by Avro's rules for a reader's and a writer's schema, but for what
/// would be another value in JSON. What is told of the changes and what is done to the data come from the same comparison.
/// </summary>
internal sealed class SchemaStep
{
    /// <summary>What a value of the one type is in the other, too. A number that would lose digits is not read at all: <see cref="Exact"/>.</summary>
    private static readonly Dictionary<string, string[]> Widened = new()
    {
        ["int"] = ["long", "float", "double"],
        ["long"] = ["float", "double"],
        ["float"] = ["double"],
        ["uuid"] = ["string"],
    };

    private readonly int _from;
    private readonly Dictionary<object, JsonElement> _json = new(ReferenceEqualityComparer.Instance);

    /// <summary>Records lead back to themselves. By reference: the library compares schemas by structure.</summary>
    private readonly Dictionary<Schema, Dictionary<Schema, RecordStep>> _records = new(ReferenceEqualityComparer.Instance);

    private readonly List<SchemaChange> _changes = [];
    private readonly RecordStep _root;

    /// <param name="from">The number of the older version.</param>
    public SchemaStep(int from, SchemaFile older, SchemaFile newer)
    {
        _from = from;
        foreach (var (part, json, _) in SchemaPart.AllOf(older).Concat(SchemaPart.AllOf(newer))) _json[part] = json;
        _root = Records((RecordSchema)older.Schema, (RecordSchema)newer.Schema, "", [.. SchemaFile.Envelope.Select(field => field.Name)]);
    }

    public IReadOnlyList<SchemaChange> Changes => _changes;

    /// <param name="data">May be changed and returned.</param>
    public JsonObject Upcast(JsonObject data) => (JsonObject)_root.Apply(data)!;

    /// <returns>What is to be done with a value of the older type.</returns>
    private Func<JsonNode?, JsonNode?> Compare(Schema older, Schema newer, string path)
    {
        var (olds, news) = (BranchesOf(older), BranchesOf(newer));
        var matches = olds.ConvertAll(old => MatchOf(old, news));
        if (matches is [null] && news is [var only])
        {
            Breaks(path, $"was {Told(olds[0])} and is {Told(only)}", olds[0] is NamedSchema named && named.Tag == only.Tag
                ? $"Give it the alias \"{named.Name}\""
                : "Put the type back, give the new one a field of its own with a default");
            return value => value;
        }

        foreach (var lost in olds.Where((_, index) => matches[index] is null))
            Breaks(path, $"takes no {Told(lost)} any more", "Put it back");
        foreach (var added in news.Where(one => !matches.Contains(one, ReferenceEqualityComparer.Instance)))
            Reads(path, $"takes {Told(added)}, too", $"{Events} fit it");

        var before = _changes.Count;
        var steps = olds.Zip(matches, (old, match) => match is null ? null : Same(old, match, newer is UnionSchema ? $"{path}[{news.FindIndex(one => ReferenceEquals(one, match))}]" : path)).ToList();
        if (steps is [var single]) return single ?? (value => value);

        var objects = olds.Where(old => old is RecordSchema or MapSchema).ToList();
        if (objects.Count > 1 && (_changes.Count > before || objects.Exists(IsChanged)))
            Breaks(path, $"takes {string.Join(" and ", objects.Select(Told))}, which the JSON does not tell apart, and one of them is another", "Leave them as they were");

        // The JSON does not say which branch is meant: it is the first that fits.
        var plans = new Lazy<List<SchemaPlan>>(() => olds.ConvertAll(SchemaPlan.Compile));
        return value => value is null || BranchOf(value) is not (>= 0 and var branch) || steps[branch] is not { } step ? value : step(value);

        int BranchOf(JsonNode value)
        {
            var json = Encoding.UTF8.GetBytes(value.ToJsonString(EventJson.Options));
            return plans.Value.FindIndex(plan => plan.Check(json).Count == 0);
        }
    }

    /// <summary>Compares two of the same kind, or of which the newer is wider.</summary>
    private Func<JsonNode?, JsonNode?> Same(Schema older, Schema newer, string path)
    {
        if (TypeOf(older) == "decimal") return Decimals(older, newer, path);
        switch (older, newer)
        {
            case (RecordSchema old, RecordSchema now):
                return Records(old, now, path, []).Apply;
            case (ArraySchema old, ArraySchema now):
                var item = Compare(old.ItemSchema, now.ItemSchema, SchemaJson.At(path, "items"));
                return value => Each(value as JsonArray, item) ?? value;
            case (MapSchema old, MapSchema now):
                var entry = Compare(old.ValueSchema, now.ValueSchema, SchemaJson.At(path, "values"));
                return value => Each(value as JsonObject, entry) ?? value;
            case (EnumSchema old, EnumSchema now):
                return Enums(old, now, path);
            case (FixedSchema old, FixedSchema now) when old.Size != now.Size:
                Breaks(SchemaJson.At(path, "size"), $"was {old.Size} and is {now.Size}", "Put it back, give the new one a field of its own with a default");
                break;
            case var _ when TypeOf(older) != TypeOf(newer):
                var mayLoseDigits = TypeOf(older) is "int" or "long" && (TypeOf(newer), TypeOf(older)) is ("float", _) or ("double", "long");
                Reads(path, $"was {Told(older)} and is {Told(newer)}", $"{Events} fit it{(mayLoseDigits ? $"; a number of more digits than a {TypeOf(newer)} can hold is not read" : "")}");
                return mayLoseDigits ? value => Exact(value, TypeOf(newer)) : value => value;
        }

        return value => value;
    }

    /// <exception cref="FormatException">A double would not hold all digits of the number, or a float.</exception>
    private static JsonNode? Exact(JsonNode? value, string type) =>
        value is JsonValue && long.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out var whole) && (Int128)(type == "float" ? (float)whole : (double)whole) != whole
            ? throw new FormatException($"{whole} has more digits than a {type} can hold")
            : value;

    private bool IsChanged(Schema older) => _records.TryGetValue(older, out var steps) && steps.Values.Any(step => step.IsChanged);

    private RecordStep Records(RecordSchema older, RecordSchema newer, string path, string[] beside)
    {
        if (!_records.TryGetValue(older, out var known)) _records[older] = known = new(ReferenceEqualityComparer.Instance);
        if (known.TryGetValue(newer, out var step)) return step;

        var before = _changes.Count;
        step = known[newer] = new RecordStep();
        var olds = older.Fields.ExceptBy(beside, field => field.Name).ToDictionary(field => field.Name);
        var news = newer.Fields.ExceptBy(beside, field => field.Name).ToList();
        var names = news.ConvertAll(field => NameBefore(field, olds));
        step.Gone = olds.Keys.Except(names.OfType<string>()).ToList();
        foreach (var (field, name) in news.Zip(names))
        {
            var place = SchemaJson.At(path, $"fields.{field.Name}");
            step.Fields.Add(name is null ? NewField(field, place, step.Gone) : KnownField(field, olds[name], place));
        }

        foreach (var gone in step.Gone) Reads(SchemaJson.At(path, $"fields.{gone}"), "is gone", $"{Events} are read without it");
        step.IsChanged = _changes.Count > before;
        return step;
    }

    private FieldStep NewField(Field field, string path, IReadOnlyCollection<string> gone)
    {
        var initial = DefaultOf(field);
        if (initial is { } value) Reads(path, $"is new, with the default {SchemaJson.Shown(value)}", $"{Events} get it");
        else Breaks(path, "is new and has no default", gone.Count == 0 ? "Give it one" : $"Give it one, or the alias {Listed(gone, " or ")} if it has replaced that field");
        return new FieldStep(field.Name, Before: null, Complete(field.Schema, initial), same => same);
    }

    private FieldStep KnownField(Field field, Field old, string path)
    {
        if (old.Name != field.Name) Reads(path, $"was called \"{old.Name}\"", $"{Events} are read by the alias");
        return new FieldStep(field.Name, old.Name, Complete(old.Schema, DefaultOf(old)), Compare(old.Schema, field.Schema, SchemaJson.At(path, "type")));
    }

    /// <summary>A default with the defaults of what it leaves out.</summary>
    private Func<JsonNode?>? Complete(Schema schema, JsonElement? initial)
    {
        if (initial is not { } given) return null;

        var json = Completed(schema, given)?.ToJsonString(EventJson.Options) ?? "null";
        return () => JsonNode.Parse(json);

        JsonNode? Completed(Schema type, JsonElement value) => (SchemaFile.Bare(type), value.ValueKind) switch
        {
            (RecordSchema record, JsonValueKind.Object) => new JsonObject(
                from field in record.Fields
                let its = value.TryGetProperty(field.Name, out var own) ? own : DefaultOf(field)
                where its is not null
                select KeyValuePair.Create(field.Name, Completed(field.Schema, its.Value))),
            (ArraySchema array, JsonValueKind.Array) => new JsonArray([.. value.EnumerateArray().Select(item => Completed(array.ItemSchema, item))]),
            (MapSchema map, JsonValueKind.Object) => new JsonObject(value.EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, Completed(map.ValueSchema, entry.Value)))),
            (UnionSchema union, _) => Completed(union.Schemas.First(branch => SchemaPlan.Compile(branch).Check(Encoding.UTF8.GetBytes(value.GetRawText())).Count == 0), value),
            _ => JsonNode.Parse(value.GetRawText()),
        };
    }

    /// <summary>By its name, or else by an alias, which no schema gives to two fields.</summary>
    private string? NameBefore(Field field, Dictionary<string, Field> olds) =>
        olds.ContainsKey(field.Name) ? field.Name : AliasesOf(field).Find(olds.ContainsKey);

    private Func<JsonNode?, JsonNode?> Enums(EnumSchema older, EnumSchema newer, string path)
    {
        var place = SchemaJson.At(path, "symbols");
        var gone = older.Symbols.Except(newer.Symbols).ToList();
        if (newer.Symbols.Except(older.Symbols).ToList() is { Count: > 0 } added) Reads(place, $"{Listed(added)} is new", $"{Events} fit it");
        if (gone.Count == 0) return value => value;

        if (newer.Default is not { } other)
        {
            Breaks(place, $"{Listed(gone)} is gone", "Put it back, give the enum a default");
            return value => value;
        }

        Reads(place, $"{Listed(gone)} is gone", $"{Events} that have it are read as the enum's default, \"{other}\"");
        return value => value is JsonValue text && text.TryGetValue(out string? symbol) && gone.Contains(symbol) ? JsonValue.Create(other) : value;
    }

    private Func<JsonNode?, JsonNode?> Decimals(Schema older, Schema newer, string path)
    {
        var (old, now) = (SchemaFile.DigitsOf(older), SchemaFile.DigitsOf(newer));
        if (!IsWider(older, newer))
            Breaks(path, $"had {old.Precision} digits, {old.Scale} after the point, and has {now.Precision} and {now.Scale}", "Put them back, give the new ones a field of their own with a default");
        else if (old != now) Reads(path, $"had {old.Precision} digits and has {now.Precision}", $"{Events} fit it");
        return value => value;
    }

    /// <summary>The branch that a value of the older type is one of: the nearest, the first of those that are as near.</summary>
    private Schema? MatchOf(Schema older, List<Schema> branches) =>
        branches.Where(branch => Distance(older, branch) is not null).MinBy(branch => Distance(older, branch));

    /// <returns>Null if a value of the older type is none of the newer. Of decimals, whose JSON tells no names, the digits count first.</returns>
    private int? Distance(Schema older, Schema newer) => (older, newer) switch
    {
        _ when TypeOf(older) == "decimal" && TypeOf(newer) == "decimal" =>
            (SchemaFile.DigitsOf(older) == SchemaFile.DigitsOf(newer) ? 0 : IsWider(older, newer) ? 10 : 20) + (NameDistance(Annotated(older), Annotated(newer)) ?? 3),
        _ when TypeOf(older) == "decimal" || TypeOf(newer) == "decimal" => null,
        (NamedSchema, NamedSchema) => NameDistance(older, newer),
        _ when TypeOf(older) == TypeOf(newer) => 0,
        _ => Widened.GetValueOrDefault(TypeOf(older))?.Contains(TypeOf(newer)) == true ? 3 : null,
    };

    private int? NameDistance(Schema older, Schema newer) => (older, newer) switch
    {
        _ when older.Tag != newer.Tag => null,
        (NamedSchema old, NamedSchema now) => old.Fullname == now.Fullname ? 0
            : old.Name == now.Name ? 1
            : AliasesOf(now).Any(alias => alias.Split('.')[^1] == old.Name) ? 2 : null,
        _ => 0,
    };

    private static Schema Annotated(Schema schema) => schema is LogicalSchema logical ? logical.BaseSchema : schema;

    private static bool IsWider(Schema older, Schema newer) =>
        (SchemaFile.DigitsOf(older), SchemaFile.DigitsOf(newer)) is var (old, now) && old.Scale == now.Scale && old.Precision <= now.Precision;

    private List<string> AliasesOf(object part) => _json.TryGetValue(part, out var json) ? SchemaJson.TextsOf(json, "aliases") ?? [] : [];

    private JsonElement? DefaultOf(Field field) => _json[field].TryGetProperty("default", out var initial) ? initial : null;

    private static List<Schema> BranchesOf(Schema schema) => SchemaFile.Bare(schema) is var bare && bare is UnionSchema union ? [.. union.Schemas.Select(SchemaFile.Bare)] : [bare];

    private static string TypeOf(Schema schema) => SchemaFile.TypeOf(schema);

    private static string Told(Schema schema) => schema is NamedSchema named ? $"{TypeOf(schema)} {named.Name}" : TypeOf(schema);

    private static string Listed(IEnumerable<string> names, string separator = ", ") => string.Join(separator, names.Select(name => $"\"{name}\""));

    private string Events => $"Events of version {_from}";

    private void Reads(string path, string what, string consequence) => _changes.Add(new SchemaChange(path, what, consequence, IsReadable: true));

    private void Breaks(string path, string what, string wayOut) =>
        _changes.Add(new SchemaChange(path, what, $"{wayOut}, or write an upcaster from version {_from}", IsReadable: false));

    private static JsonArray? Each(JsonArray? array, Func<JsonNode?, JsonNode?> step)
    {
        for (var index = 0; index < array?.Count; index++)
            if (step(array[index]) is var stepped && !ReferenceEquals(stepped, array[index])) array[index] = stepped;
        return array;
    }

    private static JsonObject? Each(JsonObject? map, Func<JsonNode?, JsonNode?> step)
    {
        for (var index = 0; index < map?.Count; index++)
            if (step(map.GetAt(index).Value) is var stepped && !ReferenceEquals(stepped, map.GetAt(index).Value)) map.SetAt(index, stepped);
        return map;
    }

    /// <param name="Before">What the field was called; null if it is new.</param>
    /// <param name="Missing">What it is where the data does not have it.</param>
    private sealed record FieldStep(string Name, string? Before, Func<JsonNode?>? Missing, Func<JsonNode?, JsonNode?> Step)
    {
        public void Apply(JsonObject data)
        {
            var isThere = data.TryGetPropertyValue(Before ?? Name, out var value);
            if (!isThere && Missing is null) return;
            if (!isThere) value = Missing!();

            data.Remove(Before ?? Name);
            data[Name] = Step(value);
        }
    }

    private sealed class RecordStep
    {
        public List<FieldStep> Fields { get; } = [];
        public IReadOnlyCollection<string> Gone { get; set; } = [];
        public bool IsChanged { get; set; }

        public JsonNode? Apply(JsonNode? value)
        {
            if (value is not JsonObject data) return value;     // not what the schema says: whoever reads it finds out

            foreach (var field in Fields) field.Apply(data);
            foreach (var gone in Gone) data.Remove(gone);
            return data;
        }
    }
}
