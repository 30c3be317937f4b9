// Merges into this solution what has changed in its template since it was made: docs/upgrading.md.
#:property PublishAot=false
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

const string Usage = """
    Merges what has changed in the template since this solution was made. At its root, with everything committed:
        dotnet run tools/upgrade.cs -- <template> [--from <template>]
    The first is the newer one, as dotnet new install takes it: <id>@<version>, a .nupkg file, a folder. The second is the one that made
    the solution; without it, the same with the older version.
    """;

var root = Directory.GetCurrentDirectory();
var scratch = Directory.CreateTempSubdirectory("upgrade-").FullName;
try
{
    return args switch
    {
        [var newer] when !newer.StartsWith('-') => Upgrade(newer, null),
        [var newer, "--from", var older] => Upgrade(newer, older),
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

int Upgrade(string newer, string? older)
{
    var made = Made.Read(root) ?? throw new Refusal($"{root} has no {Made.File}, which says what made it. Run this at the root of a solution that the template made.");
    if (newer.EndsWith(".nupkg", StringComparison.OrdinalIgnoreCase) && !File.Exists(newer)) throw new Refusal($"There is no file {newer}.");
    older ??= OfVersion(made.Version, newer);
    Git("rev-parse", "--verify", "HEAD");
    if (Git("status", "--porcelain") is { Length: > 0 } changes)
        throw new Refusal($"Commit or stash first what is not committed, so that the merge can be undone:\n{changes}");

    var (before, after) = (Generate(older, made, "before"), Generate(newer, made, "after"));
    var (from, to) = (Made.Read(before)?.Version, Made.Read(after)?.Version);
    if (from != made.Version) throw new Refusal($"{older} is version {from}, but version {made.Version} made this solution. Name that one with --from.");
    if (from == to) throw new Refusal($"{newer} is version {to}, too: there is nothing to merge.");

    ShareProjectIds($"{made.Name}.sln", before, after);
    var first = Commit(before, $"{made.Template} {from}");
    var second = Commit(after, $"{made.Template} {to}", "-p", first);
    RefuseToOverwrite(first, second);
    var (exitCode, _, error) = Run("git", "cherry-pick", "--no-commit", "-Xrenormalize", second);
    var conflicts = Git("diff", "--name-only", "--diff-filter=U");
    if (exitCode != 0 && conflicts == "") throw new Refusal($"git cannot merge; nothing was changed:\n{error}");

    Console.WriteLine($"From version {from} to {to}: what has changed is merged, and not yet committed.");
    if (conflicts != "") Console.WriteLine($"Both you and the template have changed these; resolve them as in any merge, and git add them:\n{conflicts}");
    Console.WriteLine("Next: git diff --staged, dotnet test, git commit. To go back: git reset --hard");
    return conflicts == "" ? 0 : 1;
}

static string OfVersion(string version, string template)
{
    if (Directory.Exists(template)) throw new Refusal($"{template} is a folder: name with --from the template of version {version}, which made this solution.");

    var older = Regex.Replace(template, @"(?<=[.@:])\d+\.\d+\.\d+[^/\\@:]*?(?=(\.nupkg)?$)", version);
    return older != template || File.Exists(template) ? older : $"{template}@{version}";
}

// The solution as the template makes it for one who changes nothing.
string Generate(string template, Made made, string name)
{
    var (hive, folder) = (Path.Combine(scratch, $"{name}.hive"), Path.Combine(scratch, name));
    var options = made.Options.Where(option => option.Key != "name")
        .SelectMany(option => new[] { $"--{Regex.Replace(option.Key, "[A-Z]", "-$0").ToLowerInvariant()}", option.Value });
    Succeed($"{template} cannot be had", Run("dotnet", "new", "install", template, "--debug:custom-hive", hive));
    Succeed($"{template} makes no solution with the options of {Made.File}", Run("dotnet",
        ["new", made.Template, "-n", made.Name, "-o", folder, "--skip-restore", "--debug:custom-hive", hive, .. options]));
    return folder;
}

// Projects get new ids whenever a solution is made; that is no difference.
void ShareProjectIds(string solution, string before, string after)
{
    var ids = new Dictionary<string, string>();
    foreach (var line in new[] { after, before, root }.SelectMany(Projects)) ids[line.Groups["path"].Value] = line.Groups["id"].Value;
    foreach (var folder in new[] { before, after })
    {
        var text = new StringBuilder(Text(folder));
        foreach (var line in Projects(folder)) text.Replace(line.Groups["id"].Value, ids[line.Groups["path"].Value]);
        if (text.Length > 0) File.WriteAllText(Path.Combine(folder, solution), text.ToString());
    }

    IEnumerable<Match> Projects(string folder) =>
        Regex.Matches(Text(folder), """^Project\(.*"(?<path>[^"]+)", "(?<id>{[^}]+})""", RegexOptions.Multiline);
    string Text(string folder) => File.Exists(Path.Combine(folder, solution)) ? File.ReadAllText(Path.Combine(folder, solution)) : "";
}

// Into the solution's own repository, at its place there, but on no branch: git forgets it in time.
string Commit(string folder, string message, params string[] parent)
{
    string[] there = ["--git-dir", Git("rev-parse", "--absolute-git-dir"), "--work-tree", folder, "-C", folder];
    StoreIn("files", "add", "--all", "--force", ".");
    var tree = StoreIn("files", "write-tree");
    if (Git("rev-parse", "--show-prefix") is { Length: > 0 } place)
    {
        StoreIn("place", "read-tree", $"--prefix={place}", tree);
        tree = StoreIn("place", "write-tree");
    }

    return Git(["-c", "user.name=template", "-c", "user.email=template@localhost", "commit-tree", tree, "-m", message, .. parent]);

    string StoreIn(string index, params string[] arguments) =>
        Succeed("git cannot store the template", Start("git", [.. there, .. arguments], Path.Combine(scratch, $"{Path.GetFileName(folder)}.{index}")));
}

// A merge replaces ignored files without a word; some systems know no upper and lower case.
void RefuseToOverwrite(string first, string second)
{
    var changed = Git("diff", "--relative", "--no-renames", "--name-only", first, second).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    var ignored = Git("ls-files", "--others", "--ignored", "--exclude-standard").Split('\n');
    if (changed.Intersect(ignored, StringComparer.OrdinalIgnoreCase).ToList() is { Count: > 0 } lost)
        throw new Refusal($"The template changes files of names that git ignores here; rename or remove yours:\n{string.Join('\n', lost)}");
}

string Git(params string[] arguments) => Succeed($"git {string.Join(' ', arguments)} fails in {root}", Run("git", ["-c", "core.quotePath=false", .. arguments]));

static string Succeed(string failure, (int ExitCode, string Output, string Error) ended) =>
    ended.ExitCode == 0 ? ended.Output : throw new Refusal($"{failure}:\n{ended.Error}{ended.Output}");

(int ExitCode, string Output, string Error) Run(string program, params string[] arguments) => Start(program, arguments, index: null);

(int ExitCode, string Output, string Error) Start(string program, string[] arguments, string? index)
{
    var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = root, RedirectStandardOutput = true, RedirectStandardError = true };
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
            var options = json.GetProperty("options").EnumerateObject().ToDictionary(option => option.Name, option => $"{option.Value}");
            return new Made(Text("template"), Text("version"), options.ContainsKey("name") ? options : throw new KeyNotFoundException("no name"));

            string Text(string property) => json.GetProperty(property).GetString()!;
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new Refusal($"{path} does not say template, version and options as when it was made: {broken.Message}");
        }
    }
}

sealed class Refusal(string message) : Exception(message);
