using System.Text.Json;
using Avro;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Holds a schema against the class of its event: what the class writes must fit the schema, and what fits the schema must be readable.</summary>
internal sealed class EventFit(Report report)
{
    /// <summary>A record may stand in its own fields, and a class in its own properties.</summary>
    private readonly HashSet<(string Record, Type)> _compared = [];

    public static void Check(SchemaFile schema, EventClass wanted, Report report)
    {
        var record = (RecordSchema)schema.Schema;
        CheckEnvelope(record, report);
        var (fit, shape) = (new EventFit(report), JsonShape.Of(wanted.Event));
        try
        {
            if (!fit.CanBeRead(shape, "")) return;
            fit.CheckFields(record, shape, "", SchemaFile.Envelope.Select(field => field.Name));
            CheckDefaults(schema.Json.GetProperty("fields"), shape, report);
        }
        catch (Exception unusable) when (unusable is InvalidOperationException or NotSupportedException)
        {
            report("", $"cannot be held against {wanted}: {unusable.Message.TrimEnd('.')}", "Correct the class");
        }
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

    private static void CheckDefaults(JsonElement fields, JsonShape shape, Report report)
    {
        var properties = shape.Fields.ToDictionary(field => field.Name);
        foreach (var field in fields.EnumerateArray())
        {
            if (!field.TryGetProperty("default", out var initial) || !properties.TryGetValue(field.GetProperty("name").GetString()!, out var property)) continue;
            try
            {
                initial.Deserialize(property.Property.PropertyType, EventJson.Strict);
            }
            catch (Exception)
            {
                report($"fields.{property.Name}.default", $"{SchemaJson.Shown(initial)} cannot be read as {Name(property.Shape.Type)}", "Write it as C# does in JSON");
            }
        }
    }

    private void CheckFields(RecordSchema record, JsonShape shape, string path, IEnumerable<string> beside)
    {
        var fields = shape.Fields.ToDictionary(field => field.Name);
        foreach (var field in record.Fields.ExceptBy(beside, field => field.Name))
        {
            var place = SchemaJson.At(path, $"fields.{field.Name}");
            if (!fields.Remove(field.Name, out var property))
            {
                report(place, $"{Name(shape.Type)} has no property for it", "Add the property; or leave the field out, in a next version if this one is in use");
                continue;
            }

            var member = $"{Name(shape.Type)}.{property.Member}";
            if (!property.IsReadable) report(place, $"{member} cannot be set when an event is read", "Give it an init accessor, or make it a parameter of the constructor");
            if (property.MayBeLeftOut && field.DefaultValue is null && !IsNullable(field.Schema))
                report(place, $"{member} may be left out", "Give the field a default, or write the property always");
            Compare(field.Schema, property.Shape, member, $"{place}.type");
        }

        foreach (var missing in fields.Values)
            report(SchemaJson.At(path, "fields"), $"there is no field \"{missing.Name}\" for {Name(shape.Type)}.{missing.Member}", WayToAdd(missing));
    }

    /// <summary>Whether the serializer can make the class at all; what it makes of nothing does not matter.</summary>
    private bool CanBeRead(JsonShape shape, string path)
    {
        try
        {
            JsonSerializer.Deserialize("{}", shape.Type, EventJson.Options);
            return true;
        }
        catch (Exception unreadable) when (unreadable is InvalidOperationException or NotSupportedException)
        {
            report(path, $"{Name(shape.Type)} cannot be read from JSON: {unreadable.Message.Split(" Path:")[0].TrimEnd('.')}", "Correct the class");
            return false;
        }
        catch (Exception)
        {
            return true;    // the constructor, which refuses what it gets, is called at least
        }
    }

    private static string WayToAdd(JsonField missing)
    {
        try
        {
            return $"Add {new SchemaWriter().Write(missing)}, in a next version if this one is in use";
        }
        catch (NotSupportedException unsayable)
        {
            return $"{unsayable.Message}: give it another type, or add a field that takes what it writes";
        }
    }

    private void Compare(Schema schema, JsonShape shape, string member, string path)
    {
        if (shape.Types.Count == 0) return;

        if (shape.IsNullable == true && !IsNullable(schema)) report(path, $"takes no null, which {member} may be", "Make it a union with null, or the property not nullable");
        if (shape.IsNullable == false && IsNullable(schema)) report(path, $"takes null, which {member} cannot be", "Take null out, or make the property nullable");

        var branches = schema is UnionSchema union ? union.Schemas : [schema];
        var values = branches.Where(branch => branch.Tag != Schema.Type.Null).ToList();
        if (values.Find(branch => shape.Types.Contains(SchemaFile.TypeOf(branch)) || shape.Types.Contains(BaseOf(branch))) is not { } fitting)
            report(path, $"is {string.Join(" or ", values.Select(SchemaFile.TypeOf).DefaultIfEmpty("null"))}, but {member} fits {string.Join(" or ", shape.Types)} alone", "Change the schema or the property");
        else if (values.Count == 1) CompareWithin(fitting, shape, member, schema is UnionSchema ? $"{path}[{branches.IndexOf(fitting)}]" : path);
    }

    private void CompareWithin(Schema schema, JsonShape shape, string member, string path)
    {
        switch (schema)
        {
            case RecordSchema record when _compared.Add((record.Fullname, shape.Type)):
                if (CanBeRead(shape, path)) CheckFields(record, shape, path, []);
                break;
            case ArraySchema array:
                Compare(array.ItemSchema, shape.Items, $"an item of {member}", $"{path}.items");
                break;
            case MapSchema map:
                Compare(map.ValueSchema, shape.Items, $"a value of {member}", $"{path}.values");
                break;
            case EnumSchema symbols when shape.Type.IsEnum:
                foreach (var missing in shape.Symbols.Except(symbols.Symbols)) report($"{path}.symbols", $"\"{missing}\" of {Name(shape.Type)} is missing", "Add it");
                foreach (var unknown in symbols.Symbols.Except(shape.Symbols)) report($"{path}.symbols", $"{Name(shape.Type)} has no \"{unknown}\"", "Remove it, or add the member");
                break;
        }
    }

    private static bool IsNullable(Schema schema) => schema.Tag == Schema.Type.Null || (schema is UnionSchema union && union.Schemas.Any(branch => branch.Tag == Schema.Type.Null));

    /// <summary>A logical type that means nothing to us counts as the type that it annotates.</summary>
    private static string BaseOf(Schema schema) => schema is LogicalSchema logical && !LogicalTypes.Annotated.ContainsKey(logical.LogicalTypeName) ? SchemaFile.TypeOf(logical.BaseSchema) : "";

    private static string Name(Type type) => type is { IsNested: true, DeclaringType: { } owner } ? $"{owner.Name}.{type.Name}" : type.Name;
}
