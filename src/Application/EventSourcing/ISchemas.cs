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

    /// <summary>
    /// Checks every schema of every event; that events of every version can be read, by what the schemas say or by upcasters; that the newest version fits the class;
    /// and that of the versions that are recorded none has changed, and its golden event can still be read.
    /// </summary>
    /// <returns>All that is wrong, at once; nothing if the service can check and read events with these schemas.</returns>
    IReadOnlyList<SchemaProblem> Validate(string? directory);

    /// <returns>A problem for every version that is neither recorded nor a draft.</returns>
    IReadOnlyList<SchemaProblem> Unrecorded(string? directory);

    /// <returns>The versions that say of themselves that they are not released yet, each by its file, from the name of the directory on.</returns>
    IReadOnlyList<string> Drafts(string? directory);

    /// <summary>
    /// Records every version that is not recorded yet, or a draft: writes down the schema's hash and an example of an event, <c>avro/todo/golden/v1_todo_created.json</c>. What is
    /// recorded counts as released: <see cref="Validate"/> tells if the schema changes or the example cannot be read.
    /// </summary>
    /// <param name="eventName">As with <see cref="WriteNext"/>; all events if not given.</param>
    /// <returns>The full paths of the new files. An existing file is never changed, unless it is a draft.</returns>
    /// <exception cref="StartupException">
    /// There is no such event, <see cref="Validate"/> finds a problem, or no example could be made that the class reads. Names what is to be done.
    /// </exception>
    IReadOnlyList<string> Record(string? eventName, string? directory);

    /// <summary>Tells what changes from each version of an event's schema to the next, and how events of the older one are read.</summary>
    /// <param name="eventName">As with <see cref="WriteNext"/>.</param>
    /// <exception cref="StartupException">There is no such event, or its schemas are broken.</exception>
    IReadOnlyList<SchemaDifference> Diff(string eventName, string? directory);

    /// <returns>Every event of the service, ordered by event type.</returns>
    IReadOnlyList<SchemaListEntry> List(string? directory);

    /// <summary>Writes the next version of an event's schema as its class asks for it, with what the class's doc comments say.</summary>
    /// <param name="eventName">Aggregate and event as in C#, <c>Todo.Created</c>, or the event type, <c>todo_created</c>.</param>
    /// <returns>The full path of the file, a new one; that of the newest version where that is a draft, which is written anew.</returns>
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

/// <summary>What changes from one version of a schema to the next.</summary>
/// <param name="File">The newer version's file, from the name of the directory on.</param>
/// <param name="Path">Where in that file: <c>fields.label.type</c>.</param>
/// <param name="Change">What has changed there: <c>was int and is long</c>.</param>
/// <param name="Consequence">How events of the older version are read; or, where they cannot be, the way out.</param>
/// <param name="IsReadable">Whether they can be read.</param>
public sealed record SchemaDifference(string File, string Path, string Change, string Consequence, bool IsReadable)
{
    public override string ToString() => $"{File}: {Path}: {Change}. {Consequence}.";
}

/// <param name="EventType">The event's stable name: <c>todo_created</c>.</param>
/// <param name="Event">Aggregate and event as in C#: <c>Todo.Created</c>.</param>
/// <param name="Version">The newest version; 0 if there is no schema.</param>
/// <param name="File">The newest version's file, from the name of the directory on; null if there is none.</param>
public sealed record SchemaListEntry(string EventType, string Event, int Version, string? File);
