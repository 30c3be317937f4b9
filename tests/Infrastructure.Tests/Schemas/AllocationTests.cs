using System.Text;
using Avro;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Tests.Schemas;

public sealed class AllocationTests
{
    [Fact]
    public void A_document_that_fits_allocates_nothing()
    {
        var plan = SchemaPlan.Compile(Schema.Parse("""
            {"type": "record", "name": "todo_created", "fields": [
              {"name": "entity_id", "type": {"type": "string", "logicalType": "uuid"}},
              {"name": "label", "type": ["null", "string"]},
              {"name": "price", "type": ["int", "double"]},
              {"name": "state", "type": {"type": "enum", "name": "state", "symbols": ["OPEN", "DONE"]}},
              {"name": "hash", "type": {"type": "fixed", "name": "hash", "size": 2}},
              {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
              {"name": "due", "type": {"type": "int", "logicalType": "date"}},
              {"name": "opens", "type": {"type": "long", "logicalType": "time-micros"}},
              {"name": "paid_at", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}]},
              {"name": "called_at", "type": {"type": "long", "logicalType": "local-timestamp-millis"}},
              {"name": "tags", "type": {"type": "array", "items": "string"}},
              {"name": "counts", "type": {"type": "map", "values": "long"}},
              {"name": "paid_by", "type": [
                {"type": "record", "name": "card", "fields": [{"name": "numbers", "type": {"type": "array", "items": "string"}}]},
                {"type": "record", "name": "cash", "fields": [{"name": "numbers", "type": {"type": "array", "items": "int"}}]}]}
            ]}
            """));
        var counts = string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"k{i}\": {i}"));
        var json = Encoding.UTF8.GetBytes($$"""
            {"entity_id": "6deaca4c-d866-4b28-9878-8814a55a4688", "label": "a \"b\" \u017c", "price": 1.5, "state": "DONE", "hash": "\u00ffa",
             "total": 1234567.80, "due": "2024-02-29", "opens": "09:30:00", "paid_at": "2024-02-29T12:00:00.1234567+05:30", "called_at": "2024-02-29T12:00:00",
             "tags": ["a", "b"], "counts": { {{counts}} }, "paid_by": {"numbers": [1, 2]} }
            """);
        Assert.Empty(plan.Check(json)); // fills the pools

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) plan.Check(json);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
