using System.Text.Json;

namespace CleanES.Infrastructure.Tests.Vectors;

/// <summary>What djangoevents really did, vector by vector: a file beside this one.</summary>
internal static class VectorFile
{
    /// <param name="list">The list in the file.</param>
    public static IReadOnlyList<JsonElement> Read(string file, string list)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", file)));
        return [.. document.RootElement.GetProperty(list).Clone().EnumerateArray()];
    }

    public static string Text(this JsonElement vector, string name) => vector.GetProperty(name).GetString()!;
}
