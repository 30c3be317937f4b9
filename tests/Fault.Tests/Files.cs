namespace CleanES.Fault.Tests;

/// <summary>Where a service keeps its databases, and how it is set.</summary>
internal sealed record Files(string Journal, string ReadModels)
{
    /// <summary>Where the features' doubles in the process note what they saw; null: it runs without doubles, as users run it.</summary>
    public string? Ledger { get; init; }

    /// <summary>Beside those of the features; only where there is a ledger.</summary>
    public IReadOnlyList<Type> Doubles { get; init; } = [];

    /// <summary>Environment variables.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    public string JournalLog => $"{Journal}-wal";

    public static Files In(string folder) => new(Path.Combine(folder, "journal.db"), Path.Combine(folder, "readmodels"));

    /// <summary>The write-ahead log of a projection's read model.</summary>
    public string LogOf(string projection) => Directory.GetFiles(ReadModels, $"{projection}-*.db").Single() + "-wal";
}
