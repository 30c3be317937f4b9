using CleanES.Domain.EventSourcing;

namespace CleanES.Domain.Projects;

/// <summary>Work under a name that no other project has. Created open; may be renamed while open; closed for good, and then discarded.</summary>
public sealed partial class Project : AggregateRoot
{
    public const int MaxNameLength = 100;
    public const string NameClaim = "project.name";

    private Project(Guid id) : base(id) { }

    public string Name { get; private set; } = "";
    public bool IsClosed { get; private set; }

    /// <exception cref="DomainException"><see cref="ProjectErrors.NameInvalidCode"/></exception>
    public static Project Create(Guid id, string name)
    {
        ThrowUnlessName(name);
        var project = new Project(id);
        project.Raise(new Created(name, KeyOf(name)));
        return project;
    }

    /// <exception cref="DomainException"><see cref="ProjectErrors.NameInvalidCode"/>, <see cref="ProjectErrors.ClosedCode"/></exception>
    public void Rename(string name)
    {
        ThrowUnlessName(name);
        if (IsClosed) throw ProjectErrors.Closed(Id);
        if (name != Name) Raise(new Renamed(name, KeyOf(name)));
    }

    public void Close()
    {
        if (!IsClosed) Raise(new Closed(Name));
    }

    /// <exception cref="DomainException"><see cref="ProjectErrors.StillOpenCode"/></exception>
    public void Discard()
    {
        if (!IsClosed) throw ProjectErrors.StillOpen(Id);
        Raise(new Discarded());
    }

    /// <summary>A name is one line: not blank, at most <see cref="MaxNameLength"/> characters, no control characters.</summary>
    public static bool IsName(string? name) =>
        !string.IsNullOrWhiteSpace(name) && name.Length <= MaxNameLength && !name.Any(char.IsControl);

    private static void ThrowUnlessName(string name)
    {
        if (!IsName(name)) throw ProjectErrors.NameInvalid();
    }

    /// <summary>Names that differ in case or in the blanks around them are the same: they have the same key.</summary>
    private static string KeyOf(string name) => name.Trim().ToUpperInvariant();

    private void TakeName(string name, string key)
    {
        Name = name;
        Claim(NameClaim, key);
    }

    /// <param name="Key">By which the name is unique. It is part of the fact: another rule of tomorrow changes no claim of the past.</param>
    public sealed record Created(string Name, string Key) : DomainEvent<Project>
    {
        protected override void Apply(Project project) => project.TakeName(Name, Key);
    }

    /// <param name="Key">As with <see cref="Created"/>.</param>
    public sealed record Renamed(string Name, string Key) : DomainEvent<Project>
    {
        protected override void Apply(Project project) => project.TakeName(Name, Key);
    }

    /// <param name="Name">Its last one: whoever hears of the closing need not find the project, which may be discarded by then.</param>
    public sealed record Closed(string Name) : DomainEvent<Project>
    {
        protected override void Apply(Project project) => project.IsClosed = true;
    }

    public sealed record Discarded : DomainEvent<Project>
    {
        protected override void Apply(Project project) => project.IsDiscarded = true;
    }
}
