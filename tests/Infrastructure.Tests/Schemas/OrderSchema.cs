namespace CleanES.Infrastructure.Tests.Schemas;

internal static class OrderSchema
{
    /// <summary>What the class of an order that was placed asks for.</summary>
    public const string Text = """
        {
          "type": "record",
          "name": "order_placed",
          "doc": "An order was placed at the Branch.",
          "fields": [
            {"name": "entity_id", "type": "string", "doc": "The aggregate's id."},
            {"name": "entity_version", "type": "long", "doc": "The aggregate version: 0, 1, 2 ..."},
            {"name": "domain_event_id", "type": "string", "doc": "The event's id."},
            {"name": "customer", "type": "string", "doc": "Who pays: a name."},
            {"name": "note", "type": ["null", "string"], "default": null},
            {"name": "gift", "type": "boolean"},
            {"name": "count", "type": "int"},
            {"name": "serial", "type": "long"},
            {"name": "share", "type": "float"},
            {"name": "weight", "type": "double"},
            {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 28, "scale": 10}},
            {"name": "reference", "type": {"type": "string", "logicalType": "uuid"}},
            {"name": "due", "type": {"type": "int", "logicalType": "date"}},
            {"name": "opens", "type": {"type": "long", "logicalType": "time-micros"}},
            {"name": "placed_at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
            {"name": "took", "type": "string"},
            {"name": "hash", "type": "bytes"},
            {"name": "priority", "type": {"type": "enum", "name": "priority", "symbols": ["low", "very_high"]}},
            {"name": "lines", "type": {"type": "array", "items": {"type": "record", "name": "order_line", "fields": [{"name": "item", "type": "string"}, {"name": "count", "type": "int"}]}}},
            {"name": "stock", "type": {"type": "map", "values": ["null", "int"]}},
            {"name": "tags", "type": {"type": "array", "items": ["null", "string"]}},
            {"name": "home", "type": {"type": "record", "name": "address", "doc": "Where goods go.", "fields": [{"name": "city", "type": "string", "doc": "The town's name."}, {"name": "zip", "type": ["null", "string"], "default": null}]}},
            {"name": "office", "type": ["null", "address"], "default": null},
            {"name": "tree", "type": {"type": "record", "name": "branch", "fields": [{"name": "name", "type": "string"}, {"name": "twigs", "type": {"type": "array", "items": "branch"}}]}},
            {"name": "rank", "type": ["null", "int"], "default": null},
            {"name": "currency", "type": "string", "default": "EUR"}
          ]
        }

        """;
}
