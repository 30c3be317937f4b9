namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>A JSON value and the type that it was made for.</summary>
internal sealed class Value(AvroType type, UnionType? union)
{
    public AvroType Type => type;

    /// <summary>That the type is a branch of.</summary>
    public UnionType? Union => union;

    /// <summary>One of these three.</summary>
    public string? Token { get; set; }
    public List<Value>? Items { get; set; }
    public List<(string Key, Value Value)>? Properties { get; set; }

    public IReadOnlyList<AvroType> Allowed => union?.Branches ?? [type];

    public void Become(string token) => (Token, Items, Properties) = (token, null, null);
}
