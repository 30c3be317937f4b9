using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace CleanES.Docs.Tests;

/// <summary>A fenced block of a page, and where its text begins.</summary>
public sealed record Block(string Page, int Line, string Language, string Text)
{
    public override string ToString() => $"{Page}:{Line}";
}

/// <summary>The pages of the repository and what stands in them in fences.</summary>
internal static class Page
{
    private static readonly string _repository = Path.GetFullPath(Path.Combine(Folder(), "..", ".."));

    public static IReadOnlyList<Block> Blocks { get; } =
        [.. Directory.EnumerateFiles(_repository, "*.md", SearchOption.AllDirectories)
            .Where(file => !Regex.IsMatch(file, @"[/\\](bin|obj)[/\\]"))
            .Order(StringComparer.Ordinal)
            .SelectMany(file => Read(Path.GetRelativePath(_repository, file).Replace('\\', '/'), File.ReadAllLines(file)))];

    public static string PathOf(string file) => Path.Combine(_repository, file);

    public static IEnumerable<Block> Read(string page, IReadOnlyList<string> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (!IsFence(lines[i])) continue;

            var language = lines[i].Trim()[3..];
            var first = ++i;
            while (i < lines.Count && !IsFence(lines[i])) i++;
            yield return new Block(page, first + 1, language, string.Join('\n', lines.Skip(first).Take(i - first)));
        }
    }

    private static bool IsFence(string line) => line.TrimStart().StartsWith("```", StringComparison.Ordinal);

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
