using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CleanES.Infrastructure.EventSourcing.Schemas;
using CleanES.Infrastructure.Tests.Schemas.Properties;

namespace CleanES.Infrastructure.Tests.Evolution.Properties;

/// <summary>Versions of a schema, and JSON of the first.</summary>
internal sealed class History(IReadOnlyList<SchemaVersion> versions, string json)
{
    private static readonly JsonDocumentOptions _noDuplicates = new() { AllowDuplicateProperties = false };

    public IReadOnlyList<SchemaVersion> Versions => versions;

    public static History Edited(Dice dice, int versions)
    {
        var first = Record(dice);
        List<SchemaVersion> all = [First(dice, first)];
        while (all.Count < versions)
            if (SchemaVersion.Of(dice, new Editor(dice).Edit(all[^1].Type)) is { } next) all.Add(next);
        return new History(all, JsonText.Write(dice, new ValueMaker(dice).Make(first)));
    }

    /// <summary>Twice the same in another order, and said in other ways.</summary>
    public static History Unchanged(Dice dice)
    {
        var type = Record(dice);
        return new History([First(dice, type), First(dice, Shuffled.Of(dice, type))], JsonText.Write(dice, new ValueMaker(dice).Make(type)));
    }

    /// <summary>Versions that may have nothing in common, and JSON that may fit or not.</summary>
    public static History Any(Dice dice)
    {
        var type = Record(dice);
        var older = First(dice, type);
        SchemaVersion? newer = null;
        while (newer is null)
        {
            newer = dice.Roll(3) switch
            {
                0 => SchemaVersion.Of(dice, Record(dice)),
                1 => SchemaVersion.Of(type, Encoding.UTF8.GetString(Mutator.ChangeBytes(dice, Encoding.UTF8.GetBytes(older.Text)))),
                _ => SchemaVersion.Of(dice, new Editor(dice).Edit(type)),
            };
        }

        while (true)
        {
            var value = new ValueMaker(dice).Make(dice.OneIn(4) ? Record(dice) : type);
            if (!dice.OneIn(3)) Mutator.ChangeToken(dice, value);
            var history = new History([older, newer], JsonText.Write(dice, value));
            if (history.IsReadable()) return history;
        }
    }

    /// <summary>Mostly a small one.</summary>
    private static RecordType Record(Dice dice) => new SchemaMaker(dice, dice.Pick(5, 10, 30)).MakeRecord();

    private static SchemaVersion First(Dice dice, RecordType type)
    {
        while (true)
            if (SchemaVersion.Of(dice, type) is { } version) return version;
    }

    public SchemaStep Step(int from) => new(from, versions[from - 1].File, versions[from].File);

    /// <summary>As it is read from the journal.</summary>
    public JsonObject Read() => (JsonObject)JsonNode.Parse(json, documentOptions: _noDuplicates)!;

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (index, version) in versions.Index())
        {
            text.Append($"\nschema {index + 1}  {version.Text}");
            if (index + 1 < versions.Count) foreach (var change in Step(index + 1).Changes) text.Append($"\n  {(change.IsReadable ? "ok " : "")}{change.Path}: {change.What}. {change.Consequence}.");
        }

        return text.Append($"\nvalue     {json.Replace('\0', '␀')}").ToString();
    }

    private bool IsReadable()
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: _noDuplicates) is JsonObject data && data.ToJsonString() != "";
        }
        // The latter two for half a surrogate pair, which is no text: to look at it throws.
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }
}

internal sealed record SchemaVersion(RecordType Type, string Text, SchemaFile File)
{
    public static SchemaVersion? Of(Dice dice, RecordType type)
    {
        var printer = new SchemaPrinter(dice);
        return Of(type, printer.Text(printer.Print(type)));
    }

    /// <returns>Null if it is no schema of a record.</returns>
    public static SchemaVersion? Of(RecordType type, string text) =>
        SchemaFile.Parse(Encoding.UTF8.GetBytes(text), (_, _, _) => { }) is { Schema: Avro.RecordSchema } file ? new SchemaVersion(type, text, file) : null;

    public IEnumerable<string> Misfits(JsonObject json) => SchemaPlan.Compile(File.Schema).Check(Encoding.UTF8.GetBytes(json.ToJsonString(EventJson.Options))).Select(error => $"{error}");
}
