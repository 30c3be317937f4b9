using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Finds the versions of every event, and of those without a class that an upcaster reads.</summary>
internal static class VersionDiscovery
{
    /// <exception cref="StartupException">Names all that is wrong with the schemas, the upcasters and the versions to be written.</exception>
    public static IReadOnlyList<EventVersions> Find(IReadOnlyList<EventClass> events, EventSchemaSettings settings, IReadOnlyList<Upcaster>? upcasters)
    {
        var folder = Directory.Exists(settings.Directory) || (settings.Enabled && events.Count > 0) ? new SchemaFolder(settings.Directory, upcasters) : null;
        upcasters ??= [];
        var refused = new List<string>();
        var found = events.Concat(Retired(events, folder, upcasters)).Select(one => Of(one, folder, settings, upcasters, refused)).ToList();
        if (folder?.Problems is { Count: > 0 } problems)
        {
            throw new StartupException($"The event schemas in {settings.Directory} cannot be used. "
                + $"Correct them{(settings.Enabled ? ", or set EventSchemas:Enabled to false" : "")}.\n{string.Join('\n', problems)}");
        }

        refused.AddRange(settings.WriteVersions.Where(wanted => found.Find(one => one.Name.Name == wanted.Key)?.Current is not { } type || (type.Older?.Version ?? type.Version) != wanted.Value)
            .Select(wanted => $"EventSchemas:WriteVersions:{wanted.Key}: there is no version {wanted.Value} of an event of this type with a schema. Remove it, or correct it."));
        return refused.Count == 0 ? found : throw new StartupException("Events cannot be written in the versions that are asked for", refused.Distinct());
    }

    /// <summary>The events that have no class any more, but an upcaster that reads or makes them.</summary>
    /// <exception cref="StartupException">An upcaster reads or makes what is neither an event nor has a schema.</exception>
    public static IReadOnlyList<EventTypeName> Retired(IReadOnlyList<EventClass> events, SchemaFolder? folder, IReadOnlyList<Upcaster> upcasters)
    {
        var retired = upcasters.SelectMany(upcaster => (upcaster.Into ?? []).Prepend(upcaster.EventType)).Except(events.Select(one => one.Name))
            .SelectMany(type => folder?.AggregatesOf(type).Take(1) ?? [], (type, aggregate) => new EventTypeName(aggregate, type)).ToList();
        var known = events.Concat(retired).Select(one => one.Name).ToHashSet();
        var problems = upcasters.SelectMany(upcaster => (upcaster.Into ?? []).Prepend(upcaster.EventType).Where(type => !known.Contains(type))
            .Select(type => $"{upcaster.Instance.GetType()} names {type}, which has neither a class nor a schema. Correct the name, or bring back its schema."));
        return problems.ToList() is { Count: > 0 } wrong ? throw new StartupException("The upcasters cannot be used as they are", wrong) : retired;
    }

    private static EventVersions Of(EventTypeName name, SchemaFolder? folder, EventSchemaSettings settings, IReadOnlyList<Upcaster> all, List<string> refused)
    {
        var upcasters = all.Where(upcaster => upcaster.EventType == name.Name).ToList();
        var version = folder?.VersionOf(name) ?? 0;

        var schema = settings.Enabled || (version > 1 && folder!.IsReadable(name)) ? folder!.Load(name, isWritten: settings.Enabled) : null;
        var newest = upcasters.Select(upcaster => upcaster.Into is null || name is EventClass ? upcaster.Version + 1 : upcaster.Version).Append(version).Append(1).Max();
        var current = name is not EventClass @class ? null : new EventType(
            @class, newest, settings.Enabled && schema is not null ? SchemaPlan.Compile(schema.Newest.Schema) : null, OlderFormOf(name, folder, schema, settings, refused));
        return new EventVersions(name, current, newest, schema, upcasters);
    }

    private static OlderForm? OlderFormOf(EventTypeName name, SchemaFolder? folder, EventSchema? schema, EventSchemaSettings settings, List<string> refused)
    {
        if (schema is null || !settings.WriteVersions.TryGetValue(name.Name, out var version) || version < 1 || version >= schema.Version) return null;

        var step = new SchemaStep(schema.Version, schema.Newest, schema.Files[version - 1]);
        refused.AddRange(step.Changes.Where(change => !change.IsReadable).Select(change =>
            $"{folder!.Shown(folder.PathOf(name, version))}: {change.Path}: {change.What}, so that version {schema.Version} cannot be written as this one. "
            + $"Remove {name.Name} from EventSchemas:WriteVersions, or give what is new an event type of its own."));

        return new OlderForm(version, step);
    }
}
