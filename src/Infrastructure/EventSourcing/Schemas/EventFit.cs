using System.Text.Json;
using Avro;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Holds a schema against the class of its event: what the class writes must fit the schema, and what fits the schema must be readable.</summary>
internal sealed class EventFit(Report report)
{
    /// <summary>A record may stand in its own fields, and a class in its own properties.</summary>
    private readonly HashSet<(string Record, Type)> _compared = [];

    public static void Check(EventSchema schema, Type domainEvent, Report report)
    {
        CheckEnvelope(schema.Record, report);
        new EventFit(report).CheckFields(schema.Record, JsonShape.Of(domainEvent), "", SchemaFile.Envelope.Select(field => field.Name));

        var defaults = schema.File.Json.GetProperty("fields").EnumerateArray().Where(field => field.TryGetProperty("default", out _))
            .ToDictionary(field => field.GetProperty("name").GetString()!, field => field.GetProperty("default"));
        foreach (var field in JsonShape.Of(domainEvent).Fields.Where(field => defaults.ContainsKey(field.Name))) CheckDefault(field, defaults[field.Name], report);
    }

    private static void CheckEnvelope(RecordSchema record, Report report)
    {
        foreach (var (name, types) in SchemaFile.Envelope)
        {
            var wanted = string.Join(" or ", types);
            if (!record.TryGetField(name, out var field)) report("fields", $"there is no field \"{name}\", with which every event is checked", $"Add it as {wanted}");
            else if (SchemaFile.TypeOf(field.Schema) is var type && !types.Contains(type)) report($"fields.{name}.type", $"is {type}", $"Make it {wanted}: every event is checked with it");
        }
    }

    private static void CheckDefault(JsonField field, JsonElement initial, Report report)
    {
        try
        {
            initial.Deserialize(field.Property.PropertyType, EventJson.Strict);
        }
        catch (JsonException)
        {
            report($"fields.{field.Name}.default", $"{SchemaJson.Shown(initial)} cannot be read as {Name(field.Shape.Type)}", "Write it as C# does in JSON");
        }
    }

    private void CheckFields(RecordSchema record, JsonShape shape, string path, IEnumerable<string> beside)
    {
        var fields = shape.Fields.ToDictionary(field => field.Name);
        foreach (var field in record.Fields.ExceptBy(beside, field => field.Name))
        {
            var place = SchemaJson.At(path, $"fields.{field.Name}");
            if (!fields.Remove(field.Name, out var property)) report(place, $"{Name(shape.Type)} has no property for it", "Remove the field, or add the property");
            else Compare(field.Schema, property.Shape, $"{place}.type");
        }

        foreach (var missing in fields.Values)
            report(SchemaJson.At(path, "fields"), $"there is no field \"{missing.Name}\" for {Name(shape.Type)}.{missing.Member}", WayToAdd(missing));
    }

    private static string WayToAdd(JsonField missing)
    {
        try
        {
            return $"Add {new SchemaWriter().Write(missing)}, in a next version if this one is in use";
        }
        catch (NotSupportedException unsayable)
        {
            return $"{unsayable.Message}: give it another type";
        }
    }

    private void Compare(Schema schema, JsonShape shape, string path)
    {
        var branches = schema is UnionSchema union ? union.Schemas : [schema];
        var isNullable = branches.Any(branch => branch.Tag == Schema.Type.Null);
        if (shape.Types.Count == 0) return;

        if (shape.IsNullable == true && !isNullable) report(path, "takes no null, which the property may be", "Make it a union with null, or the property not nullable");
        if (shape.IsNullable == false && isNullable) report(path, "takes null, which the property cannot be", "Take null out, or make the property nullable");

        var values = branches.Where(branch => branch.Tag != Schema.Type.Null).ToList();
        if (values.Find(branch => shape.Types.Contains(SchemaFile.TypeOf(branch)) || shape.Types.Contains(BaseOf(branch))) is not { } fitting)
            report(path, $"is {string.Join(" or ", values.Select(SchemaFile.TypeOf).DefaultIfEmpty("null"))}, but {Name(shape.Type)} fits {string.Join(" or ", shape.Types)} alone", "Change the schema or the property");
        else if (values.Count == 1) CompareWithin(fitting, shape, path, schema is UnionSchema ? $"[{branches.IndexOf(fitting)}]" : "");
    }

    private void CompareWithin(Schema schema, JsonShape shape, string path, string branch)
    {
        switch (schema)
        {
            case RecordSchema record when _compared.Add((record.Fullname, shape.Type)):
                CheckFields(record, shape, path + branch, []);
                break;
            case ArraySchema array:
                Compare(array.ItemSchema, shape.Items, $"{path}{branch}.items");
                break;
            case MapSchema map:
                Compare(map.ValueSchema, shape.Items, $"{path}{branch}.values");
                break;
            case EnumSchema symbols when shape.Type.IsEnum:
                foreach (var missing in shape.Symbols.Except(symbols.Symbols)) report($"{path}{branch}.symbols", $"\"{missing}\" of {Name(shape.Type)} is missing", "Add it");
                foreach (var unknown in symbols.Symbols.Except(shape.Symbols)) report($"{path}{branch}.symbols", $"{Name(shape.Type)} has no \"{unknown}\"", "Remove it, or add the member");
                break;
        }
    }

    /// <summary>A logical type that means nothing to us counts as the type that it annotates.</summary>
    private static string BaseOf(Schema schema) => schema is LogicalSchema logical && !LogicalTypes.Annotated.ContainsKey(logical.LogicalTypeName) ? SchemaFile.TypeOf(logical.BaseSchema) : "";

    private static string Name(Type type) => type is { IsNested: true, DeclaringType: { } owner } ? $"{owner.Name}.{type.Name}" : type.Name;
}
