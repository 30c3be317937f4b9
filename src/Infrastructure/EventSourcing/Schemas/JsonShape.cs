using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>What a C# type looks like in an event's JSON, told in Avro's terms. It asks the serializer, so that it is what is really written.</summary>
/// <param name="IsNullable">Null where the code does not say.</param>
/// <param name="IsOpaque">Something of the property's own writes it, a converter say.</param>
internal sealed record JsonShape(Type Type, bool? IsNullable, NullabilityInfo? Details, bool IsOpaque = false)
{
    private static readonly string[] Instant = ["timestamp-micros", "timestamp-millis", "timestamp-nanos"];
    private static readonly string[] LocalTime = ["local-timestamp-micros", "local-timestamp-millis", "local-timestamp-nanos"];

    /// <summary>The Avro types, logical ones by their own names, that a C# type fits; a new schema gets the first.</summary>
    private static readonly Dictionary<Type, string[]> Scalars = new()
    {
        [typeof(bool)] = ["boolean"],
        [typeof(sbyte)] = ["int"],
        [typeof(byte)] = ["int"],
        [typeof(short)] = ["int"],
        [typeof(ushort)] = ["int"],
        [typeof(int)] = ["int", "date", "time-millis"],
        [typeof(uint)] = ["long"],
        [typeof(long)] = ["long", "time-micros", .. Instant, .. LocalTime],
        [typeof(float)] = ["float"],
        [typeof(double)] = ["double"],
        [typeof(decimal)] = ["decimal"],
        [typeof(string)] = ["string", "uuid", "enum"],
        [typeof(char)] = ["string"],
        [typeof(Guid)] = ["uuid", "string"],
        [typeof(DateOnly)] = ["date", "string"],
        [typeof(TimeOnly)] = ["time-micros", "time-millis", "string"],
        [typeof(DateTimeOffset)] = [.. Instant, "string"],
        [typeof(DateTime)] = [.. Instant, .. LocalTime, "string"],
        [typeof(TimeSpan)] = ["string"],
        [typeof(Uri)] = ["string"],
        [typeof(Version)] = ["string"],
        [typeof(byte[])] = ["bytes", "fixed"],
    };

    private JsonTypeInfo Info => EventJson.Options.GetTypeInfo(Type);

    /// <summary>The Avro types that fit; none where no schema can say what the type writes.</summary>
    public IReadOnlyList<string> Types => this switch
    {
        { IsOpaque: true } => [],
        _ when Scalars.TryGetValue(Type, out var scalars) => scalars,
        { Type.IsEnum: true } => Type.IsDefined(typeof(FlagsAttribute)) || !Symbols.All(SchemaJson.IsName) ? ["string"] : ["enum", "string"],
        { Info: { Kind: JsonTypeInfoKind.Object, PolymorphismOptions: null } } => ["record"],
        { Info.Kind: JsonTypeInfoKind.Enumerable } => ["array"],
        { Info.Kind: JsonTypeInfoKind.Dictionary } => ["map"],
        _ => [],
    };

    public IEnumerable<string> Symbols =>
        Enum.GetValues(Type).Cast<object>().Select(one => JsonSerializer.SerializeToElement(one, Type, EventJson.Options).GetString()!).Distinct();

    /// <summary>What an array or a map holds. Of collections that are not the framework's, nothing is known of null.</summary>
    public JsonShape Items => Of(Info.ElementType!, Details?.ElementType
        ?? (Type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true ? Details?.GenericTypeArguments.LastOrDefault() : null));

    public IEnumerable<JsonField> Fields => Info.Properties.Where(property => property is { Get: not null, IsExtensionData: false }).Select(property =>
        new JsonField(property, Of(property.PropertyType, NullabilityOf(property)) with { IsOpaque = property.CustomConverter is not null || property.NumberHandling is not null }));

    public static JsonShape Of(Type type, NullabilityInfo? details = null) => Nullable.GetUnderlyingType(type) is { } value
        ? new(value, true, details)
        : new(type, type.IsValueType ? false : details?.ReadState switch { NullabilityState.Nullable => true, NullabilityState.NotNull => false, _ => null }, details);

    /// <summary>Null where a type parameter stands in the source: what was given for it may be null or not.</summary>
    private static NullabilityInfo? NullabilityOf(JsonPropertyInfo property)
    {
        if (property.AttributeProvider is not PropertyInfo own) return null;

        var asWritten = own.DeclaringType is { IsGenericType: true } owner ? owner.GetGenericTypeDefinition().GetMemberWithSameMetadataDefinitionAs(own) as PropertyInfo : own;
        return asWritten?.PropertyType.ContainsGenericParameters == true ? null : new NullabilityInfoContext().Create(own);
    }
}

/// <summary>A property of the JSON.</summary>
internal sealed record JsonField(JsonPropertyInfo Property, JsonShape Shape)
{
    /// <summary>As in the JSON.</summary>
    public string Name => Property.Name;

    /// <summary>As in C#.</summary>
    public string Member => (Property.AttributeProvider as MemberInfo)?.Name ?? Name;

    /// <summary>Whether it comes back when the JSON is read, or is computed from what does.</summary>
    public bool IsReadable => Property.Set is not null || Property.AssociatedParameter is not null || Property.AttributeProvider is not PropertyInfo own
        || own.DeclaringType!.GetField($"<{own.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is null;

    public bool MayBeLeftOut => Property.ShouldSerialize is not null;

    /// <summary>What the constructor takes where nothing is given; null if it must be given.</summary>
    public JsonNode? Default => Property.AssociatedParameter is { HasDefaultValue: true, DefaultValue: { } value }
        ? JsonSerializer.SerializeToNode(value, Property.PropertyType, EventJson.Options)
        : null;
}
