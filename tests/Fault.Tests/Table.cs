using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace CleanES.Fault.Tests;

/// <summary>One line for each scenario, shown when all are through.</summary>
public sealed class Table : IDisposable
{
    public const string Shared = "faults, one after another";

    private static readonly string[] Head = ["scenario", "rounds", "acknowledged", "refused", "in flight", "unknown: stored", "not stored", "events", "seconds"];

    private readonly List<string[]> _rows = [];
    private readonly IMessageSink _sink;

    public Table(IMessageSink sink)
    {
        _sink = sink;
        Machine.Require();
    }

    internal string Add(string scenario, int rounds, Told told, int inFlight, Check check, Stopwatch took)
    {
        string[] row =
        [
            scenario, Text(rounds), Text(told.Acknowledged.Count), Text(told.Refused.Count), Text(inFlight),
            Text(check.UnknownStored), Text(check.UnknownNotStored), Text(check.Events), took.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture),
        ];
        _rows.Add(row);
        return string.Join(", ", Head.Zip(row, (name, value) => $"{name}: {value}"));
    }

    public void Dispose()
    {
        if (_rows.Count == 0) return;

        List<string[]> all = [Head, .. _rows];
        var widths = Head.Select((_, column) => all.Max(row => row[column].Length)).ToList();
        var lines = all.Select(row => string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))));
        _sink.OnMessage(new DiagnosticMessage($"\n{string.Join('\n', lines)}\n"));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

[CollectionDefinition(Table.Shared)]
public sealed class SharedTable : ICollectionFixture<Table>;
