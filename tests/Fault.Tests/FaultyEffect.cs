using System.Diagnostics;
using System.Globalization;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Fault.Tests;

/// <summary>An effect beside the features' own: it notes every event that it handles, and fails as the test says, in a file that it looks at before each.</summary>
[Effect(Name, Begins = Begins.Beginning)]
internal sealed class FaultyEffect : INotificationHandler<StoredEvent>, IDouble
{
    public const string Name = "faulty-effect";
    public const string Throws = "throws", Hangs = "hangs", Crashes = "crashes", Dies = "dies";

    private Ledger? _ledger;

    /// <summary>Fails from now on, with the events of one aggregate.</summary>
    /// <param name="aggregate">Null: of the first that comes.</param>
    public static void Fail(Files files, string how, Guid? aggregate = null) => Say(files.Ledger!, $"{how} {aggregate}");

    public static void Heal(Files files) => Say(files.Ledger!, "");

    /// <summary>What it has handled, in its order, and in which process.</summary>
    public static IReadOnlyList<(long Position, int Process)> Handled(Files files) =>
        [.. Ledger.Read(files, Name).Select(line => line.Split(' ')).Select(line => (long.Parse(line[0], CultureInfo.InvariantCulture), int.Parse(line[1], CultureInfo.InvariantCulture)))];

    /// <summary>How often it has handled something that it had handled before.</summary>
    public static int Repeats(Files files) => Handled(files).GroupBy(one => one.Position).Sum(same => same.Count() - 1);

    /// <summary>Where it is in the process: asserts that it has handled every event, and those of an aggregate in their order.</summary>
    public static string Verify(IReadOnlyList<Row> journal, Files files)
    {
        if (!files.Doubles.Contains(typeof(FaultyEffect))) return "";

        var handled = Handled(files).Select(one => one.Position).Distinct().ToList();
        var aggregates = journal.ToDictionary(row => row.Position, row => row.AggregateId);
        Assert.Equal(aggregates.Keys.Order(), handled.Order());
        Assert.All(handled.GroupBy(position => aggregates[position]), own => Assert.Equal(own.Order(), own));
        return $"{Repeats(files)} events handled again";
    }

    public void Register(IServiceCollection services, Ledger ledger)
    {
        _ledger = ledger;
        var known = (SubscriberCatalogue)services.Single(service => service.ServiceType == typeof(SubscriberCatalogue)).ImplementationInstance!;
        services.AddSingleton(new SubscriberCatalogue([.. known.All, .. SubscriberCatalogue.Find([typeof(FaultyEffect)])]));
        services.AddSingleton(this);
    }

    /// <summary>In the service's process.</summary>
    public async Task Handle(StoredEvent stored, CancellationToken cancellation)
    {
        var fault = FaultOf(stored);
        if (fault == Throws) throw new InvalidOperationException("The test has it fail.");
        if (fault == Hangs) await Task.Delay(Timeout.Infinite, CancellationToken.None);
        if (fault == Crashes) Environment.FailFast("The test has it crash.");
        _ledger!.Append(Name, $"{stored.Position} {Environment.ProcessId}");
        if (fault == Dies) Process.GetCurrentProcess().Kill();
    }

    private string? FaultOf(StoredEvent stored)
    {
        var file = FileBeside(_ledger!.File);
        if (!File.Exists(file) || File.ReadAllText(file).Split(' ') is not [var how, var aggregate]) return null;

        if (aggregate == "") Say(_ledger.File, $"{how} {aggregate = $"{stored.AggregateId}"}");
        return aggregate == $"{stored.AggregateId}" ? how : null;
    }

    private static void Say(string ledger, string text)
    {
        var file = FileBeside(ledger);
        File.WriteAllText($"{file}.new", text);
        File.Move($"{file}.new", file, overwrite: true);
    }

    private static string FileBeside(string ledger) => $"{ledger}.fault";
}
