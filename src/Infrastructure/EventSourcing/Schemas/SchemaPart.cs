using System.Text.Json;
using Avro;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>A field, or a record, enum or fixed where it is defined, with its JSON: the library does not tell of defaults and aliases as they are written.</summary>
/// <param name="Part">A <see cref="Field"/> or a <see cref="NamedSchema"/>.</param>
internal sealed record SchemaPart(object Part, JsonElement Json, string Path)
{
    public static IEnumerable<SchemaPart> AllOf(SchemaFile file) => Within(file.Schema, file.Json, "");

    private static IEnumerable<SchemaPart> Within(Schema schema, JsonElement json, string path)
    {
        // { "type": [ … ] } says the same as what stands within.
        if (json.ValueKind == JsonValueKind.Object && json.GetProperty("type") is { ValueKind: JsonValueKind.Array } inner)
            (json, path) = (inner, SchemaJson.At(path, "type"));

        return schema switch
        {
            LogicalSchema logical => Within(logical.BaseSchema, json, path),
            NamedSchema named when SchemaJson.TextOf(json, "type") is "record" or "error" or "enum" or "fixed" => Fields(named as RecordSchema, json, path).Prepend(new SchemaPart(named, json, path)),
            ArraySchema array => Within(array.ItemSchema, json.GetProperty("items"), SchemaJson.At(path, "items")),
            MapSchema map => Within(map.ValueSchema, json.GetProperty("values"), SchemaJson.At(path, "values")),
            UnionSchema union => union.Schemas.Zip(json.EnumerateArray()).SelectMany((branch, index) => Within(branch.First, branch.Second, $"{path}[{index}]")),
            _ => [],
        };
    }

    private static IEnumerable<SchemaPart> Fields(RecordSchema? record, JsonElement json, string path) => record is null ? [] :
        record.Fields.Zip(json.GetProperty("fields").EnumerateArray()).SelectMany((pair, index) =>
        {
            var (field, its) = pair;
            var place = SchemaJson.FieldPath(path, its, index);
            return Within(field.Schema, its.GetProperty("type"), SchemaJson.At(place, "type")).Append(new SchemaPart(field, its, place));
        });
}
