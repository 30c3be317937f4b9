using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>
/// How events look in JSON: names in snake_case, those of enum members too. What no schema accepts is written all the same, so that the check names its
/// place: NaN and the infinities as texts, a value that an enum does not name as a number.
/// </summary>
internal static class EventJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new BytesConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>A field that is missing or null where the event needs it is damage, and never guessed.</summary>
    public static readonly JsonSerializerOptions Strict = new(Options) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    /// <summary>Avro writes bytes as a text, with a character up to U+00FF for each.</summary>
    private sealed class BytesConverter : JsonConverter<byte[]>
    {
        public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text && text.All(character => character <= 0xFF)
                ? Encoding.Latin1.GetBytes(text)
                : throw new JsonException("Bytes are a text of characters up to U+00FF.");

        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => writer.WriteStringValue(Encoding.Latin1.GetString(value));
    }
}
