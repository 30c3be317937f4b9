using System.Reflection;
using System.Reflection.Emit;
using System.Text.Json;
using System.Text.RegularExpressions;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Tests.Vectors;

public sealed partial class NamingAgreementTests
{
    private const string NoClass = "cannot be a class", Unsaid = "needs [EventType]";

    private static readonly IReadOnlyList<JsonElement> _classes = VectorFile.Read("naming.json", "classes");
    private static readonly IReadOnlyList<JsonElement> _events = VectorFile.Read("naming.json", "events");
    private static readonly ModuleBuilder _module =
        AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Named"), AssemblyBuilderAccess.Run).DefineDynamicModule("Named");

    [Fact]
    public void A_class_is_called_as_in_djangoevents()
    {
        Assert.Equal(29, _classes.Count);
        Agreement.Check("Names of classes", [.. _classes.Select(one => new Outcome(
            Shown(one.Text("name")), one.Text("snake_case"), Identifier.IsMatch(one.Text("name")) ? Usable(EventNames.Of(Class(one.Text("name")))) : NoClass))]);
    }

    [Fact]
    public void An_event_is_called_as_in_djangoevents()
    {
        Assert.Equal(19, _events.Count);
        Agreement.Check("Event types", [.. _events.Select(one => new Outcome(one.Text("name"), one.Text("event_type"), Usable(NamesOf(one).EventType)))]);
    }

    [Fact]
    public void A_schema_file_is_called_as_in_djangoevents() => Agreement.Check("Names of schema files", [.. _events.Select(one =>
    {
        var (aggregate, eventType) = NamesOf(one);
        return new Outcome(one.Text("name"), one.Text("schema_file"), SchemaJson.IsName(eventType) ? $"{aggregate}/v1_{eventType}.json" : Unsaid);
    })]);

    /// <summary>The start refuses an event type that is no name for a schema.</summary>
    private static string Usable(string name) => SchemaJson.IsName(name) ? name : Unsaid;

    private static (string Aggregate, string EventType) NamesOf(JsonElement vector)
    {
        var names = vector.Text("name").Split('.');
        var aggregate = Class(names[0]);
        return (EventNames.Of(aggregate), EventNames.Of(aggregate, Class(names[1])));
    }

    /// <summary>Any class of that name: nothing else of it is asked.</summary>
    private static Type Class(string name) => _module.DefineType($"N{Guid.NewGuid():N}.{name}").CreateType();

    private static string Shown(string name) => name.Trim().Length == 0 ? "(a blank)" : name.Replace("\t", "(a tab)", StringComparison.Ordinal);

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}\p{Mn}\p{Pc}]*\z")]
    private static partial Regex Identifier { get; }
}
