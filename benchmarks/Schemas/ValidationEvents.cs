using System.Text.Json;

namespace CleanES.Benchmarks.Schemas;

/// <summary>Events as they are checked: their own data, with the fields of the envelope that the schema asks for.</summary>
internal static class ValidationEvents
{
    private const string EnvelopeFields = """
        {"name": "entity_id", "type": "string"},
        {"name": "entity_version", "type": "long"},
        {"name": "domain_event_id", "type": "string"}
        """;

    private const string Envelope = """
        "entity_id": "019ab3c5-7d1e-7c3a-9f04-2b6e8d0c51a7", "entity_version": 3, "domain_event_id": "019ab3c5-7d22-7a10-8e5b-90c4d7f3e6b1"
        """;

    /// <summary>What the goal is for: 185 bytes with those of the envelope.</summary>
    public const string EightFields = "item_added";

    /// <summary>By name.</summary>
    public static readonly IReadOnlyDictionary<string, (string Schema, string Json)> All = new Dictionary<string, (string, string)>
    {
        [EightFields] = (ItemAdded, $$"""{"sku": "A1", "count": 2, "price": 9.5, "gift": true, "note": null, {{Envelope}}}"""),
        ["customer_registered"] = (CustomerRegistered, Customer),
        ["order_placed"] = (OrderPlaced, Order()),
        ["article_published"] = (ArticlePublished, Article(string.Concat(Enumerable.Repeat("The \"quick\" brown fox jumps over\nthe lazy dog, and then some.\n", 70)))),
        ["article_published/polish"] = (ArticlePublished, Article(string.Concat(Enumerable.Repeat("Zażółć gęślą jaźń, a potem chrup chleb z masłem i solą. ", 70)))),
    };

    private const string ItemAdded = $$$"""
        {"type": "record", "name": "item_added", "fields": [
          {{{EnvelopeFields}}},
          {"name": "sku", "type": "string"},
          {"name": "count", "type": "int"},
          {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
          {"name": "gift", "type": "boolean"},
          {"name": "note", "type": ["null", "string"], "default": null}
        ]}
        """;

    private const string CustomerRegistered = $$$"""
        {"type": "record", "name": "customer_registered", "fields": [
          {{{EnvelopeFields}}},
          {"name": "email", "type": "string"},
          {"name": "full_name", "type": "string"},
          {"name": "nickname", "type": ["null", "string"], "default": null},
          {"name": "phone", "type": ["null", "string"], "default": null},
          {"name": "birth_date", "type": ["null", {"type": "int", "logicalType": "date"}], "default": null},
          {"name": "kind", "type": {"type": "enum", "name": "kind", "symbols": ["private", "business", "partner"]}},
          {"name": "newsletter", "type": "boolean"},
          {"name": "credit_limit", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
          {"name": "score", "type": "double"},
          {"name": "visits", "type": "int"},
          {"name": "registered_at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
          {"name": "referred_by", "type": ["null", {"type": "string", "logicalType": "uuid"}], "default": null},
          {"name": "tags", "type": {"type": "array", "items": "string"}},
          {"name": "address", "type": {"type": "record", "name": "address", "fields": [
            {"name": "street", "type": "string"},
            {"name": "city", "type": "string"},
            {"name": "postal_code", "type": "string"},
            {"name": "country", "type": {"type": "enum", "name": "country", "symbols": ["PL", "DE", "CZ", "SK", "UA", "LT"]}},
            {"name": "door", "type": ["null", "int"]}]}}
        ]}
        """;

    private const string Customer = $$"""
        {"email": "maria.zolkiewska@example.com", "full_name": "Maria Żółkiewska", "nickname": null, "phone": "+48 600 100 200", "birth_date": "1984-03-09",
         "kind": "business", "newsletter": true, "credit_limit": 2500.50, "score": 0.875, "visits": 17, "registered_at": "2025-11-25T19:52:10.1234567+00:00",
         "referred_by": "019ab3c5-6b02-7f44-a1d3-5e9c0b7a2f18",
         "tags": ["early", "wholesale", "north"],
         "address": {"street": "Polna 7", "city": "Gdańsk", "postal_code": "80-209", "country": "PL", "door": null},
         {{Envelope}}}
        """;

    private const string OrderPlaced = $$$"""
        {"type": "record", "name": "order_placed", "fields": [
          {{{EnvelopeFields}}},
          {"name": "customer_id", "type": "string"},
          {"name": "currency", "type": {"type": "enum", "name": "currency", "symbols": ["EUR", "PLN", "USD"]}},
          {"name": "placed_at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
          {"name": "lines", "type": {"type": "array", "items": {"type": "record", "name": "line", "fields": [
            {"name": "product_id", "type": {"type": "string", "logicalType": "uuid"}},
            {"name": "name", "type": "string"},
            {"name": "quantity", "type": "int"},
            {"name": "unit_price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
            {"name": "discount", "type": ["null", "double"], "default": null},
            {"name": "gift", "type": "boolean"}]}} },
          {"name": "note", "type": ["null", "string"], "default": null}
        ]}
        """;

    private static string Order() => $$"""
        {"customer_id": "019ab3c5-5a11-7b90-8c2d-4f7e6a9b0c35", "currency": "PLN", "placed_at": "2025-11-25T19:52:10.1234567+00:00",
         "lines": [{{string.Join(',', Enumerable.Range(1, 20).Select(Line))}}],
         "note": null, {{Envelope}}}
        """;

    private const string ArticlePublished = $$$"""
        {"type": "record", "name": "article_published", "fields": [
          {{{EnvelopeFields}}},
          {"name": "title", "type": "string"},
          {"name": "summary", "type": ["null", "string"]},
          {"name": "body", "type": "string"}
        ]}
        """;

    private static string Line(int number) => $$"""
        {"product_id": "019ab3c5-4c{{number:00}}-7d56-b3e8-7a1f0c9d2e46", "name": "Product number {{number}}", "quantity": {{number}}, "unit_price": {{number}}9.95,
         "discount": {{(number % 4 == 0 ? "0.15" : "null")}}, "gift": {{(number % 5 == 0 ? "true" : "false")}}}
        """;

    private static string Article(string body) => $$"""
        {"title": "On foxes and dogs", "summary": null, "body": {{JsonSerializer.Serialize(body)}}, {{Envelope}}}
        """;
}
