using System.Diagnostics;
using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

/// <summary>A folder of its own for a test's files, and a line of the table.</summary>
[Collection(Table.Shared)]
public abstract class FaultTest(Table table, ITestOutputHelper output) : IDisposable
{
    protected const int Clients = 32;

    private readonly Stopwatch _took = Stopwatch.StartNew();

    protected string Folder { get; } = Directory.CreateTempSubdirectory("fault-").FullName;

    private protected Files Files => Files.In(Folder);

    private protected Files FilesWithLedger => Files with { Ledger = Path.Combine(Folder, "ledger") };

    private protected Told Told { get; } = new();

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected void Report(string scenario, int rounds, int inFlight, Check check) =>
        output.WriteLine($"{table.Add(scenario, rounds, Told, inFlight, check, _took)}; {check.Found}");

    private protected void Say(string line) => output.WriteLine(line);
}
