using System.Globalization;
using System.Text.RegularExpressions;
using Avro;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>The schemas of an event: version 1 is the first.</summary>
internal sealed record EventSchema(IReadOnlyList<SchemaFile> Files)
{
    private readonly Lazy<IReadOnlyList<SchemaStep>> _steps = new(() => [.. Files.Skip(1).Select((file, index) => new SchemaStep(index + 1, Files[index], file))]);

    public int Version => Files.Count;

    public SchemaFile Newest => Files[^1];

    /// <summary>From each version to the next, but from the newest.</summary>
    public IReadOnlyList<SchemaStep> Steps => _steps.Value;
}

/// <summary>
/// A folder of event schemas, <c>aggregate/v1_event_type.json</c>, <c>v2_…</c>. The event version is the highest N for which
/// v1 … vN exist. A link is followed as long as it stays within.
/// </summary>
internal sealed partial class SchemaFolder
{
    private const string Golden = "golden";

    private readonly string _directory;
    private readonly string _realDirectory;
    private readonly List<SchemaProblem> _problems = [];
    private readonly ILookup<string, FoundFile> _files;

    private readonly IReadOnlyList<Upcaster>? _upcasters;

    /// <param name="upcasters">Null if only the newest versions matter.</param>
    /// <exception cref="StartupException">There is no such directory, or it cannot be read.</exception>
    public SchemaFolder(string directory, IReadOnlyList<Upcaster>? upcasters = null)
    {
        _upcasters = upcasters;
        _directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        if (!Directory.Exists(_directory))
        {
            throw new StartupException($"The directory of event schemas, {_directory}, {(File.Exists(_directory) ? "is a file" : "does not exist")}. "
                + "Set EventSchemas:Directory to the right one, or EventSchemas:Enabled to false.");
        }

        try
        {
            _realDirectory = RealPath(_directory);
            _files = Directory.GetDirectories(_directory).SelectMany(FilesIn).ToLookup(file => file.EventType);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The directory of event schemas, {_directory}, cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>All that was found wrong so far.</summary>
    public IReadOnlyList<SchemaProblem> Problems => _problems;

    /// <summary>Reads the schemas of an event, all versions, and checks that each can be read as the next, and that the newest fits the class.</summary>
    /// <param name="isWritten">Whether the service checks what it writes, so that the class has to fit.</param>
    /// <returns>Null if anything of them is wrong.</returns>
    public EventSchema? Load(EventTypeName wanted, bool isWritten = true)
    {
        if (Read(wanted) is not { } schema) return null;

        var before = _problems.Count;
        if (isWritten && wanted is EventClass @class) EventFit.Check(schema.Newest, @class, ReportOn(PathOf(wanted, schema.Version)));
        if (_upcasters is not null) CheckSteps(wanted, schema, _upcasters.Where(upcaster => upcaster.EventType == wanted.Name).ToList());
        return _problems.Count == before ? schema : null;
    }

    private void CheckSteps(EventTypeName wanted, EventSchema schema, List<Upcaster> upcasters)
    {
        foreach (var (index, step) in schema.Steps.Index().Where(step => !upcasters.Exists(upcaster => upcaster.Version == step.Index + 1)))
        {
            foreach (var change in step.Changes.Where(change => !change.IsReadable))
                ReportOn(PathOf(wanted, index + 2))(change.Path, $"{change.What}, so that events of version {index + 1} cannot be read", change.Consequence);
        }

        foreach (var early in upcasters.Where(upcaster => upcaster.Version >= schema.Version && (upcaster.Into is null || wanted is EventClass || upcaster.Version > schema.Version)))
            ReportOn(PathOf(wanted, early.Version + 1))("", $"is missing, though {early} reads version {early.Version} as an older one", $"Write it, with schemas new {wanted}, or remove the upcaster");
        if (wanted is not EventClass && !upcasters.Exists(upcaster => upcaster.Version == schema.Version))
            ReportOn(PathOf(wanted, schema.Version))("", "has neither a class nor an upcaster, so that its events cannot be read", $"Write an {nameof(ISplittingUpcaster)} of version {schema.Version}");
    }

    /// <summary>Whether all versions of an event's schema can be read; what is wrong is nobody's problem.</summary>
    public bool IsReadable(EventTypeName wanted)
    {
        var before = _problems.Count;
        var isReadable = Read(wanted) is not null;
        _problems.RemoveRange(before, _problems.Count - before);
        return isReadable;
    }

    /// <summary>Reads the schemas of an event, all versions.</summary>
    /// <returns>Null if anything of them is wrong.</returns>
    public EventSchema? Read(EventTypeName wanted)
    {
        var before = _problems.Count;
        var versions = VersionsOf(wanted).ToList();
        var contiguous = VersionOf(wanted);
        foreach (var stray in _files[wanted.Name].Where(file => !file.IsOf(wanted)))
            ReportOn(stray.Path)("", $"is not read, though it is called like version {stray.Version} of {wanted.Name}", $"Remove it, or make it {Shown(PathOf(wanted, contiguous + 1))}, the next version");
        if (versions.Count == 0) ReportOn(PathOf(wanted, 1))("", "is missing", $"Create it, with schemas new {wanted}");
        else if (contiguous < versions.Count)
            ReportOn(PathOf(wanted, contiguous + 1))("", $"is missing, though v{versions[contiguous]} exists", "Put it back; or, if none is in use, renumber the later ones");

        var files = new List<SchemaFile>();
        foreach (var version in versions)
        {
            var path = PathOf(wanted, version);
            var report = ReportOn(path);
            if (IsWithin(path, report) && SchemaFile.Read(path, report) is { } file && IsOf(wanted, file.Schema, report)) files.Add(file);
        }

        return _problems.Count == before ? new EventSchema(files) : null;
    }

    /// <summary>The aggregates of which the folder has a schema of this event type.</summary>
    public IEnumerable<string> AggregatesOf(string eventType) => _files[eventType].Select(file => file.Folder).Distinct();

    /// <summary>The event version by the names of the files alone; 0 if there is none.</summary>
    public int VersionOf(EventTypeName wanted) => VersionsOf(wanted).TakeWhile((version, index) => version == index + 1).Count();

    public string PathOf(EventTypeName wanted, int version) => Path.Combine(_directory, wanted.AggregateName, FileName(wanted, version));

    /// <summary>Where a version is recorded, if it is.</summary>
    public string GoldenPathOf(EventTypeName wanted, int version) => Path.Combine(_directory, wanted.AggregateName, Golden, FileName(wanted, version));

    /// <summary>The versions that are recorded.</summary>
    public IReadOnlyList<(EventTypeName Name, int Version)> Recorded() =>
        [.. from folder in Directory.GetDirectories(_directory)
            where Directory.Exists(Path.Combine(folder, Golden))
            from file in FilesIn(Path.Combine(folder, Golden))
            let name = new EventTypeName(Path.GetFileName(folder), file.EventType)
            orderby name.Name, file.Version
            select (name, file.Version)];

    /// <summary>From the name of the directory on, as messages name it.</summary>
    public string Shown(string path) => $"{Path.GetFileName(_directory)}/{Path.GetRelativePath(_directory, path).Replace('\\', '/')}";

    public Report ReportOn(string path) => (place, reason, wayOut) => _problems.Add(new SchemaProblem(Shown(path), place, reason, wayOut));

    private IEnumerable<int> VersionsOf(EventTypeName wanted) => _files[wanted.Name].Where(file => file.IsOf(wanted)).Select(file => file.Version).Order();

    private static bool IsOf(EventTypeName wanted, Schema schema, Report report)
    {
        if (schema is not RecordSchema { Tag: Schema.Type.Record } record)
            report("", $"is of Avro type {SchemaFile.TypeOf(schema)}", "Write a record, as an event is one");
        else if (record.Name != wanted.Name) report("name", $"the record is named \"{record.Name}\"", $"Name it \"{wanted.Name}\", as the event type");
        else return true;
        return false;
    }

    private IEnumerable<FoundFile> FilesIn(string folder)
    {
        try
        {
            return [.. from path in Directory.EnumerateFileSystemEntries(folder)
                       let match = VersionedName.Match(Path.GetFileName(path))
                       where match.Success
                       select new FoundFile(path, match.Groups[2].Value.ToLowerInvariant(), int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            ReportOn(folder)("", $"cannot be read: {unreadable.Message.TrimEnd('.')}", "Make it readable");
            return [];
        }
    }

    private bool IsWithin(string path, Report report)
    {
        try
        {
            if (RealPath(path).StartsWith(_realDirectory + Path.DirectorySeparatorChar, StringComparison.Ordinal)) return true;
            report("", "is a link that leads out of the directory", "Put the file itself in its place");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            report("", $"cannot be read: {unreadable.Message.TrimEnd('.')}", "Make it readable");
        }

        return false;
    }

    private static string RealPath(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent) return path;

        var here = Path.Combine(RealPath(parent), Path.GetFileName(path));
        return File.ResolveLinkTarget(here, returnFinalTarget: true) is { } target ? RealPath(target.FullName) : here;
    }

    private static string FileName(EventTypeName wanted, int version) => $"v{version}_{wanted.Name}.json";

    [GeneratedRegex(@"^v([0-9]{1,9})[_-](.+)\.(?:json|avsc)\z", RegexOptions.IgnoreCase)]
    private static partial Regex VersionedName { get; }

    /// <summary>A file whose name is like that of a schema.</summary>
    private sealed record FoundFile(string Path, string EventType, int Version)
    {
        public string Folder => System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(Path)!);

        /// <summary>Whether it lies where a schema of this event is read, and is called so.</summary>
        public bool IsOf(EventTypeName wanted) => Version > 0
            && System.IO.Path.GetFileName(Path) == FileName(wanted, Version)
            && Folder == wanted.AggregateName;
    }
}
