using Microsoft.Data.Sqlite;

namespace CleanES.Infrastructure.Tests.Support;

/// <summary>A folder of one test's own; gone with it.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("cleanes-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();   // pooled handles keep their files
        Directory.Delete(Path, recursive: true);
    }
}
