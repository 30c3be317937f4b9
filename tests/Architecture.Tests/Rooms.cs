using System.Reflection;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing;
using CleanES.TestKit;

namespace CleanES.Architecture.Tests;

/// <summary>The projects under <c>src</c> and how their namespaces are cut.</summary>
internal static class Rooms
{
    public static readonly Assembly Domain = typeof(AggregateRoot).Assembly;
    public static readonly Assembly Application = typeof(IEventStore).Assembly;
    public static readonly Assembly Infrastructure = typeof(Registration).Assembly;
    public static readonly Assembly Api = typeof(Program).Assembly;

    /// <summary>No room, but given to users with them.</summary>
    public static readonly Assembly TestKit = typeof(JournalInvariants).Assembly;

    /// <summary>From the inside out: each may use those before it.</summary>
    public static readonly IReadOnlyList<Assembly> All = [Domain, Application, Infrastructure, Api];

    public const string Machinery = "EventSourcing";

    /// <summary>What the namespace of every room begins with.</summary>
    public static readonly string Root = typeof(AggregateRoot).Namespace!.Replace($".{Domain.Name()}.{Machinery}", "", StringComparison.Ordinal);

    /// <summary>The folder of the solution, found upwards from the test's binaries.</summary>
    public static readonly DirectoryInfo Solution = FindSolution();

    public static string Name(this Assembly room) => room.GetName().Name!;

    public static string Namespace(this Assembly room) => $"{Root}.{room.Name()}";

    public static DirectoryInfo Folder(this Assembly room) => new(Path.Combine(Solution.FullName, "src", room.Name()));

    /// <summary>The folders of a room with code in them.</summary>
    public static IReadOnlyList<string> Folders(this Assembly room) =>
        [.. room.Folder().EnumerateDirectories()
            .Where(folder => folder.Name is not ("bin" or "obj") && folder.EnumerateFiles("*.cs", SearchOption.AllDirectories).Any())
            .Select(folder => folder.Name)];

    private static DirectoryInfo FindSolution()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!folder.EnumerateFiles("*.sln").Any())
            folder = folder.Parent ?? throw new InvalidOperationException($"No solution in {AppContext.BaseDirectory} or a folder above it.");
        return folder;
    }
}
