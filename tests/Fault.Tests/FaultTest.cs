using System.Diagnostics;
using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

/// <summary>A folder of its own for a test's files, and a line of the table.</summary>
[Collection(Table.Shared)]
public abstract class FaultTest(Table table, ITestOutputHelper output) : IDisposable
{
    protected const int Clients = 32;

    /// <summary>Longer than an effect's query may wait for a read model.</summary>
    private static readonly TimeSpan HandlerTimeout = TimeSpan.FromSeconds(6);

    private readonly Stopwatch _took = Stopwatch.StartNew();

    protected string Folder { get; } = Directory.CreateTempSubdirectory("fault-").FullName;

    private protected Files Files => Files.In(Folder);

    private protected Files FilesWithLedger => Files with { Ledger = Path.Combine(Folder, "ledger") };

    /// <summary>With an effect that fails as the test asks for, and little patience.</summary>
    private protected Files FilesWithFaults => FilesWithLedger with
    {
        Doubles = [typeof(FaultyEffect)],
        Settings =
        [
            ("Subscribers__LeaseTime", "00:00:02"), ("Subscribers__Attempts", "2"), ("Subscribers__FirstPause", "00:00:00.05"), ("Subscribers__LongestPause", "00:00:01"),
            ("Subscribers__HandlerTimeout", $"{HandlerTimeout}"),
        ],
    };

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
