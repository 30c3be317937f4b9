// Merges into this solution what has changed in its template since it was made: docs/upgrading.md.
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

const string Usage = """
    Merges what has changed in the template since this solution was made. At its root, with everything committed:
        dotnet run tools/upgrade.cs -- <template> [--from <template>]
    The first is the newer one, as dotnet new install takes it: <id>@<version>, a .nupkg file, a folder. The second is the one that made
    the solution; without it, the same with the older version.
    """;

var scratch = Directory.CreateTempSubdirectory("upgrade-").FullName;
try
{
    return args switch
    {
        [var next] when !next.StartsWith('-') => Upgrade(next, null),
        [var next, "--from", var from] => Upgrade(next, from),
        _ => throw new Refusal(Usage),
    };
}
catch (Refusal refusal)
{
    Console.Error.WriteLine(refusal.Message);
    return 1;
}
finally
{
    Directory.Delete(scratch, recursive: true);
}

int Upgrade(string next, string? from)
{
    var root = Directory.GetCurrentDirectory();
    var made = Made.Read(root) ?? throw new Refusal($"{root} has no {Made.File}, which says what made it. Run this at the root of a solution that the template made.");
    from ??= OfVersion(next, made.Version);
    var (gitFolder, place) = Repository(root);

    var before = Generate(from, made, "before");
    var after = Generate(next, made, "after");
    if (before.Version != made.Version) throw new Refusal($"{from} is version {before.Version}, but version {made.Version} made this solution. Name that one with --from.");
    if (after.Version == made.Version) throw new Refusal($"{next} is version {made.Version}, too: there is nothing to merge.");

    GiveProjectIds(made.Name, root, before.Folder, after.Folder);
    var old = Commit(gitFolder, place, before);
    var latest = Commit(gitFolder, place, after, "-p", old);
    RefuseToOverwrite(root, place, old, latest);

    var picked = Run(root, "git", ["cherry-pick", "--no-commit", latest]);
    var conflicts = Git(root, "diff", "--name-only", "--diff-filter=U");
    if (picked.ExitCode != 0 && conflicts == "") throw new Refusal($"git cannot merge; nothing was changed:\n{picked.Error}");

    Console.WriteLine($"From version {made.Version} to {after.Version}: what has changed is merged, and not yet committed.");
    if (conflicts != "") Console.WriteLine($"Both you and the template have changed these; resolve them as in any merge, and git add them:\n{conflicts}");
    Console.WriteLine("Next: git diff --staged, dotnet test, git commit. To go back: git reset --hard");
    return conflicts == "" ? 0 : 1;
}

string OfVersion(string template, string version)
{
    var older = Regex.Replace(template, @"(?<=[.@:])\d+\.\d+\.\d+[^/\\@:]*?(?=(\.nupkg)?$)", version);
    return older != template || !Directory.Exists(template) ? older : throw new Refusal($"{template} is a folder: name with --from the template of version {version}, which made this solution.");
}

(string Folder, string Place) Repository(string root)
{
    Git(root, "rev-parse", "--verify", "HEAD");
    if (Git(root, "status", "--porcelain") is { Length: > 0 } changes) throw new Refusal($"Commit or stash first what is not committed, so that the merge can be undone:\n{changes}");
    return (Git(root, "rev-parse", "--absolute-git-dir"), Git(root, "rev-parse", "--show-prefix"));
}

// As the template makes it for one who has changed nothing.
Vanilla Generate(string template, Made made, string name)
{
    var (hive, folder) = (Path.Combine(scratch, $"{name}.hive"), Path.Combine(scratch, name));
    Dotnet($"{template} cannot be had", "new", "install", template, "--debug:custom-hive", hive);
    var options = made.Options.Where(option => option.Key != "name").SelectMany(option => new[] { $"--{Dashed(option.Key)}", option.Value });
    Dotnet($"{template} makes no solution with the options of {Made.File}",
        ["new", made.Template, "-n", made.Name, "-o", folder, "--skip-restore", "--debug:custom-hive", hive, .. options]);
    return new Vanilla(folder, made.Template, Made.Read(folder)?.Version);
}

string Dashed(string name) => Regex.Replace(name, "[A-Z]", letter => $"-{letter.Value.ToLowerInvariant()}");

// Each solution file is made with project ids of its own, which are no difference.
void GiveProjectIds(string name, string root, params string[] folders)
{
    var ids = new Dictionary<string, string>();
    foreach (var folder in folders.Reverse().Append(root))
    {
        foreach (var (path, id) in ProjectIds(folder, name)) ids[path] = id;
    }

    foreach (var folder in folders)
    {
        var file = Path.Combine(folder, $"{name}.sln");
        foreach (var (path, id) in ProjectIds(folder, name)) File.WriteAllText(file, File.ReadAllText(file).Replace(id, ids[path], StringComparison.Ordinal));
    }
}

IEnumerable<(string Path, string Id)> ProjectIds(string folder, string name)
{
    var file = Path.Combine(folder, $"{name}.sln");
    return File.Exists(file) ? [.. Regex.Matches(File.ReadAllText(file), @"^Project\(.*""([^""]+)"", ""({[^}]+})""", RegexOptions.Multiline).Select(line => (line.Groups[1].Value, line.Groups[2].Value))] : [];
}

// Into the solution's own repository, but on no branch: git forgets it in time.
string Commit(string gitFolder, string place, Vanilla vanilla, params string[] parent)
{
    string Git(string index, params string[] arguments) =>
        Succeed(Run(vanilla.Folder, "git", ["--git-dir", gitFolder, "--work-tree", vanilla.Folder, .. arguments], Path.Combine(scratch, index)), "git cannot store the template");

    var (index, moved) = ($"{vanilla.Version}.index", $"{vanilla.Version}.moved");
    Git(index, "add", "--all", "--force", ".");
    var tree = Git(index, "write-tree");
    if (place != "")
    {
        Git(moved, "read-tree", $"--prefix={place}", tree);
        tree = Git(moved, "write-tree");
    }

    return Git(index, ["-c", "user.name=template", "-c", "user.email=template@localhost", "commit-tree", tree, "-m", $"{vanilla.Template} {vanilla.Version}", .. parent]);
}

// git would, where a file is ignored.
void RefuseToOverwrite(string root, string place, string before, string after)
{
    var added = Git(root, "diff", "--relative", "--no-renames", "--name-only", "--diff-filter=A", before, after).Split('\n');
    var ignored = Git(root, "ls-files", "--others", "--ignored", "--exclude-standard").Split('\n');
    if (added.Intersect(ignored).Where(file => file != "").ToList() is { Count: > 0 } lost)
        throw new Refusal($"The template now has files of names that git ignores here; rename or remove yours:\n{string.Join('\n', lost)}");
}

string Git(string folder, params string[] arguments) => Succeed(Run(folder, "git", ["-c", "core.quotePath=false", .. arguments]), $"git {arguments[0]} fails in {folder}");

void Dotnet(string failure, params string[] arguments) => Succeed(Run(Directory.GetCurrentDirectory(), "dotnet", arguments), failure);

string Succeed((int ExitCode, string Output, string Error) ended, string failure) =>
    ended.ExitCode == 0 ? ended.Output : throw new Refusal($"{failure}:\n{ended.Error}{ended.Output}");

(int ExitCode, string Output, string Error) Run(string folder, string program, string[] arguments, string? index = null)
{
    var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
    if (index is not null) start.Environment["GIT_INDEX_FILE"] = index;
    try
    {
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.TrimEnd(), error.Result);
    }
    catch (Win32Exception missing)
    {
        throw new Refusal($"{program} cannot be started: {missing.Message}. Is it installed?");
    }
}

// What .template.json says.
sealed record Made(string Template, string Version, IReadOnlyDictionary<string, string> Options)
{
    public const string File = ".template.json";

    public string Name => Options["name"];

    public static Made? Read(string folder)
    {
        var path = Path.Combine(folder, File);
        if (!System.IO.File.Exists(path)) return null;

        try
        {
            var json = JsonElement.Parse(System.IO.File.ReadAllText(path));
            return new Made(Text("template"), Text("version"), json.GetProperty("options").EnumerateObject().ToDictionary(option => option.Name, option => $"{option.Value}"));

            string Text(string property) => json.GetProperty(property).GetString()!;
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new Refusal($"{path} does not say template, version and options as it did when it was made: {broken.Message}");
        }
    }
}

sealed record Vanilla(string Folder, string Template, string? Version);

sealed class Refusal(string message) : Exception(message);
