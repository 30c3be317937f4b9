namespace CleanES.Architecture.Tests;

public sealed class MachineryTests
{
    private const int Budget = 7_600;

    [Fact]
    public void Machinery_names_no_feature() => Rule.Holds(Code.All.Where(type => type.IsMachinery), type => type.Own
        .Where(named => !Rooms.All.Any(room => named.IsIn($"{room.Namespace()}.{Rooms.Machinery}")))
        .Select(named => $"{type} names {named}, which is not machinery."));

    [Fact]
    public void Machinery_keeps_within_its_budget()
    {
        var files = Rooms.All
            .Select(room => new DirectoryInfo(Path.Combine(room.Folder().FullName, Rooms.Machinery)))
            .Where(folder => folder.Exists)
            .SelectMany(folder => folder.EnumerateFiles("*.cs", SearchOption.AllDirectories))
            .Where(file => !file.FullName.Split(Path.DirectorySeparatorChar).Contains("Migrations"))
            .ToList();
        Assert.NotEmpty(files);

        var lines = files.Sum(file => File.ReadLines(file.FullName).Count(IsCode));
        Assert.True(lines <= Budget, $"The machinery has {lines} lines of code; its budget is {Budget}.");

        // Neither blank nor a comment, nor what every file begins with: who writes down what a class promises is not to pay for it.
        static bool IsCode(string line) => line.TrimStart() is not ("" or ['/', '/', ..]) && !line.StartsWith("using ", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Application")]
    [InlineData("Infrastructure")]
    [InlineData("Api")]
    public void A_feature_has_the_name_that_it_has_in_Domain(string project)
    {
        var known = Rooms.Domain.Folders();
        Rule.Holds(Rooms.All.Single(room => room.Name() == project).Folders(), folder =>
            known.Contains(folder) ? [] : new[] { $"src/{project}/{folder} has no counterpart src/Domain/{folder}." });
    }

    [Fact]
    public void Every_file_lies_in_the_machinery_or_in_a_feature() => Rule.Holds(Rooms.All, room => room.Folder().EnumerateFiles("*.cs")
        .Where(file => file.Name != "Program.cs")
        .Select(file => $"src/{room.Name()}/{file.Name} lies in no folder."));

    [Fact]
    public void Tests_of_the_machinery_use_aggregates_of_their_own()
    {
        var features = Rooms.Domain.Folders().Where(folder => folder != Rooms.Machinery).ToList();
        var tests = new DirectoryInfo(Path.Combine(Rooms.Solution.FullName, "tests")).EnumerateFiles("*.cs", SearchOption.AllDirectories)
            .Where(file => !file.FullName.Split(Path.DirectorySeparatorChar).Intersect([.. features, "bin", "obj", "Additions"]).Any());
        Rule.Holds(tests, file => features
            .Where(feature => File.ReadLines(file.FullName).Any(line => line.StartsWith("using ", StringComparison.Ordinal) && line.EndsWith($".{feature};", StringComparison.Ordinal)))
            .Select(feature => $"{file.FullName} names {feature}. Use aggregates of the tests, or move it into a folder {feature}."));
    }

    [Fact]
    public void The_test_kit_names_no_feature() => Rule.Holds(Code.Read(Rooms.TestKit), type => type.Own
        .Where(named => Rooms.All.Any(room => named.IsIn(room.Namespace()) && !named.IsIn($"{room.Namespace()}.{Rooms.Machinery}")))
        .Select(named => $"{type} names {named}. The kit is for every feature, and for none."));

    [Fact]
    public void No_folders_of_a_project_form_a_circle() => Rule.Holds(Rooms.All, room => Circles(Code.Of(room).Where(type => !IsRegistration(type.Name)).ToList()));

    [Fact]
    public void Registration_is_named_by_no_other_machinery() => Rule.Holds(Code.All.Where(type => type.IsMachinery && type.Room != Rooms.Api), type => type.Own
        .Where(named => IsRegistration(named.Name))
        .Select(named => $"{type} names {named}, which wires everything and so closes a circle."));

    [Fact]
    public void What_only_SQLite_needs_is_in_one_folder()
    {
        var folder = $"{Rooms.Infrastructure.Namespace()}.{Rooms.Machinery}.Sqlite";
        Rule.Holds(Code.All.Where(type => !type.IsIn(folder)), type => type.Types
            .Where(named => named.ToString().Contains("sqlite", StringComparison.OrdinalIgnoreCase))
            .Where(named => !(named.IsIn(folder) && IsRegistration(type.Name)))
            .Select(named => $"{type} names {named}. Only {folder} may, and Registration, which wires it."));
    }

    private static bool IsRegistration(string name) => name == "Registration";

    private static IEnumerable<string> Circles(IReadOnlyList<SourceType> types)
    {
        var arrows = types
            .SelectMany(type => type.Own.Select(named => (From: type.Namespace, To: named.Namespace)))
            .Where(arrow => arrow.From != arrow.To && types.Any(type => type.Namespace == arrow.To))
            .ToLookup(arrow => arrow.From, arrow => arrow.To);

        foreach (var start in arrows.Select(arrow => arrow.Key))
        {
            var circle = Reached(start, arrows).Where(other => other != start && Reached(other, arrows).Contains(start)).Order().ToList();
            if (circle.Count > 0) yield return $"{start} is in a circle with {string.Join(", ", circle)}.";
        }
    }

    private static HashSet<string> Reached(string start, ILookup<string, string> arrows)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>([start]);
        while (open.TryPop(out var next))
            foreach (var further in arrows[next])
                if (reached.Add(further)) open.Push(further);
        return reached;
    }
}
