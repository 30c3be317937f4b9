namespace CleanES.Application.EventSourcing;

/// <summary>The event schemas as files, for those who write them. The journal is not touched.</summary>
/// <remarks>
/// A <c>directory</c> that is not given is the one of the settings, or else the nearest folder <c>avro</c>; a relative one is looked for in the
/// working directory and in the folders above it. Every method throws <see cref="StartupException"/> where there is no such directory.
/// </remarks>
public interface ISchemas
{
    /// <returns>The full path of the directory.</returns>
    string Locate(string? directory);

    /// <summary>Checks every schema of every event, and that the newest fits the class of its event.</summary>
    /// <returns>All that is wrong, at once; nothing if the service can check events with these schemas.</returns>
    IReadOnlyList<SchemaProblem> Validate(string? directory);

    /// <returns>Every event of the service, ordered by event type.</returns>
    IReadOnlyList<SchemaListEntry> List(string? directory);

    /// <summary>Writes the next version of an event's schema as its class asks for it, with what the class's doc comments say.</summary>
    /// <param name="eventName">Aggregate and event as in C#, <c>Todo.Created</c>, or the event type, <c>todo_created</c>.</param>
    /// <returns>The full path of the new file. An existing file is never changed.</returns>
    /// <exception cref="StartupException">
    /// There is no such event, its newest schema fits already, the class has what no schema can say, or the directory is the copy beside the
    /// binaries. Nothing was written.
    /// </exception>
    string WriteNext(string eventName, string? directory);
}

/// <summary>What is wrong with a schema.</summary>
/// <param name="File">Which file, from the name of the directory on: <c>avro/todo/v1_todo_created.json</c>.</param>
/// <param name="Path">Where in the file: <c>fields.label.type</c>, a field by its name; empty for the file as a whole.</param>
/// <param name="Reason">What is wrong there: <c>"panther" is no type</c>.</param>
/// <param name="WayOut">What to do: <c>Use a type of Avro</c>.</param>
public sealed record SchemaProblem(string File, string Path, string Reason, string WayOut)
{
    public override string ToString() => $"{File}: {(Path == "" ? "" : $"{Path}: ")}{Reason}. {WayOut}.";
}

/// <param name="EventType">The event's stable name: <c>todo_created</c>.</param>
/// <param name="Event">Aggregate and event as in C#: <c>Todo.Created</c>.</param>
/// <param name="Version">The newest version; 0 if there is no schema.</param>
/// <param name="File">The newest version's file, from the name of the directory on; null if there is none.</param>
public sealed record SchemaListEntry(string EventType, string Event, int Version, string? File);
