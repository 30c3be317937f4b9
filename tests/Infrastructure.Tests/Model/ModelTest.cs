using System.Text.RegularExpressions;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Schemas;
using CleanES.Infrastructure.Tests.Support;
using CsCheck;
using Microsoft.Data.Sqlite;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>
/// Runs random scripts, each on an empty journal, and tells the smallest that fails, with the seed for <c>CsCheck_Seed</c>.
/// <c>CsCheck_Iter</c> and <c>CsCheck_Time</c> say how many.
/// </summary>
public abstract partial class ModelTest : JournalTest
{
    private const int SecondsToShrink = 10;

    private bool _made;

    private protected async Task SampleAsync<T>(Gen<T> scripts, int runs, Func<T, string> print, Func<T, Task> run)
    {
        var isSet = Environment.GetEnvironmentVariable("CsCheck_Iter") is not null;
        try
        {
            await scripts.SampleAsync(OnEmptyJournalAsync, iter: isSet ? -1 : runs, threads: 1, print: print);
        }
        catch (CsCheckException failure) when (Seed().Match(failure.Message) is { Success: true } seed)
        {
            await scripts.SampleAsync(OnEmptyJournalAsync, seed: seed.Value, time: SecondsToShrink, threads: 1, print: print);
            throw;      // it depends on more than the script
        }

        async Task OnEmptyJournalAsync(T script)
        {
            Empty();
            Faults.None.Plague(Intercepted);
            await run(script);
        }
    }

    /// <summary>Every script begins with some aggregates stored, known to all callers.</summary>
    private protected async Task<Oracle> BeginAsync()
    {
        var oracle = new Oracle([]);
        var beginning = Scripts.Beginning.By(new Caller("beginning", Service));
        beginning.AssertAnswer(oracle, (await beginning.AskAsync()).Answer);
        return oracle;
    }

    /// <summary>All have loaded what is there.</summary>
    private protected async Task<List<Caller>> CallersAsync(int count, bool atOnce = false, params TestService[] services)
    {
        List<Caller> callers = [];
        for (var i = 0; i < count; i++)
        {
            var caller = new Caller(Step.NameOf(i), services is [] ? Service : services[i % services.Length]) { IsOneOfMany = atOnce };
            foreach (var change in Scripts.Beginning.Changes) await new Load(change.Slot).By(caller).AskAsync();
            callers.Add(caller);
        }

        return callers;
    }

    /// <summary>The journal holds what the oracle does, and keeps its own rules.</summary>
    private protected async Task AssertJournalIsAsync(Oracle oracle)
    {
        var stored = await StoredAsync();
        Assert.Equal(oracle.Rows.Select((row, i) => row with { Id = row.Id ?? stored.ElementAtOrDefault(i)?.EventId }), stored.Select(RowOf));
        Assert.Equal(
            oracle.Claims().Select(claim => $"{claim.Name}={claim.Value} {EventNames.Of(claim.Holder.Class)} {claim.Holder.Id}").Order(StringComparer.Ordinal),
            File.Column<string>("SELECT name || '=' || value || ' ' || aggregate_type || ' ' || aggregate_id FROM claim").Order(StringComparer.Ordinal));
        Assert.Equal(oracle.Checkpoint, File.Scalar("SELECT position FROM effect_checkpoint"));
        Assert.All(stored, row => Assert.Equal(7, row.EventId.Version));
        File.AssertInvariants();
    }

    private protected Row RowOf(EventEnvelope stored) =>
        new(stored.Position, SlotOf(stored), stored.AggregateVersion, Service.Get<EventSerializer>().ToEvents(stored).Single().Event, stored.EventId);

    private protected static Slot SlotOf(EventEnvelope stored)
    {
        var number = stored.AggregateId.ToByteArray()[^1];
        return stored.AggregateType switch
        {
            "account" => new Slot<Account>(number),
            "pantry" => new Slot<Pantry>(number),
            _ => new Slot<Member>(number),
        };
    }

    private protected async Task<IReadOnlyList<EventEnvelope>> StoredAsync()
    {
        var journal = Service.Get<JournalReader>();
        return await journal.HeadAsync(default) == 0 ? [] : await journal.BatchAsync(0, int.MaxValue, default);
    }

    /// <summary>Brings the journal back to how the service made it.</summary>
    private void Empty()
    {
        using var journal = Open(JournalPath);
        using var empty = Open(Path.Combine(Folder, "empty.db"));
        if (!_made)
        {
            _ = Service;
            File.Execute($"INSERT INTO effect_checkpoint (subscriber, position) VALUES ('{MoveCheckpoint.Subscriber}', 0)");
            File.Execute($"INSERT INTO subscriber (name) VALUES ('{MoveCheckpoint.Subscriber}')");
            journal.BackupDatabase(empty);
            _made = true;
        }

        empty.BackupDatabase(journal);
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var patience = connection.CreateCommand();
        patience.CommandText = "PRAGMA busy_timeout = 5000";     // with a snapshot that a load of the script before still stores
        patience.ExecuteNonQuery();
        return connection;
    }

    [GeneratedRegex("(?<=Set seed: \")[^\"]+")]
    private static partial Regex Seed();
}
