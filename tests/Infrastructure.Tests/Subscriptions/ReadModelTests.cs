using System.Security.Cryptography;
using System.Text;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Sqlite;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.Tests.Subscriptions;

public sealed class ReadModelTests : IDisposable
{
    private readonly SubscriberFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_that_was_deleted_is_built_again_at_the_next_start()
    {
        await using (var before = await SubscriberHarness.StartAsync(_folder, JarProjection.Types))
            await before.ReachAsync(JarProjection.Name, await before.SaveAsync(Jar.WithEvents(5)));
        _folder.DeleteReadModels();

        await using var after = await SubscriberHarness.StartAsync(_folder, JarProjection.Types);
        await after.ReachAsync(JarProjection.Name, 5);
        Assert.Equal([1, 2, 3, 4, 5], after.Probe.PositionsOf<JarProjection>());
        Assert.Equal(1, SubscriberFolder.Number(_folder.ReadModelOf(JarProjection.Name), "SELECT COUNT(*) FROM Jars"));
    }

    [Fact]
    public async Task One_made_with_another_journal_is_stopped_and_nothing_is_handled()
    {
        await using (var before = await SubscriberHarness.StartAsync(_folder, JarProjection.Types))
            await before.ReachAsync(JarProjection.Name, await before.SaveAsync(Jar.WithEvents(5)));
        _folder.DeleteJournal();

        var clock = new PausedClock();
        await using var after = SubscriberHarness.Prepare(_folder, JarProjection.Types, clock);
        await after.SaveAsync(Jar.WithEvents(3));
        await after.StartAsync();
        await clock.NextPauseAsync();

        var status = (await after.StatusOf(JarProjection.Name));
        Assert.Equal(("stopped", 1), (status.State, status.Attempts));
        Assert.EndsWith(
            "The checkpoint is at position 5, which the journal, at 3, has not reached: it was made with another journal, or an older copy has been brought back. "
            + "Bring the right journal back, or let it go on with this one: subscribers reset jars.", status.Error);
        Assert.Empty(after.Probe.TriedBy<JarProjection>());
    }

    [Fact]
    public async Task Dates_are_compared_and_sorted_by_their_moment()
    {
        var options = new DbContextOptionsBuilder<DatedTables>();
        new SqliteReadModels("Data Source={name}.db", _folder.Root).Configure<DatedTables>(options, "dated", version: 1, generation: 0);
        await using var tables = new DatedTables(options.Options);
        var noon = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        tables.Add(new DatedRow { Id = 1, At = noon.AddMinutes(1) });
        tables.Add(new DatedRow { Id = 2, At = noon.ToOffset(TimeSpan.FromHours(5)) });
        tables.Add(new DatedRow { Id = 3, At = noon.AddTicks(-10).ToOffset(TimeSpan.FromHours(9)) });
        await tables.SaveChangesAsync();

        var since = noon.ToOffset(TimeSpan.FromHours(-7));
        Assert.Equal([3, 2, 1], await tables.Rows.OrderBy(row => row.At).Select(row => row.Id).ToListAsync());
        Assert.Equal([1, 2], await tables.Rows.Where(row => row.At >= since).OrderBy(row => row.Id).Select(row => row.Id).ToListAsync());
        Assert.Equal(
            "2026-01-01T12:00:00.000000Z",
            Assert.Single(await tables.Database.SqlQuery<string>($"SELECT At AS Value FROM Rows WHERE Id = 2").ToListAsync()));
    }

    [Fact]
    public async Task One_of_another_shape_is_built_anew_beside_the_old_one_which_goes_on_serving()
    {
        Type[] reshaped = [typeof(Jar), typeof(ReshapedTables), typeof(ReshapedProjection)];
        await using var old = await SubscriberHarness.StartAsync(_folder, JarProjection.Types);
        await old.ReachAsync(JarProjection.Name, await old.SaveAsync(Jar.WithEvents(2), Jar.Open()));
        var oldFile = _folder.ReadModelOf(JarProjection.Name);

        await using var young = await SubscriberHarness.StartAsync(_folder, reshaped);
        await young.ReachAsync(JarProjection.Name, 3);
        var youngFile = Assert.Single(_folder.ReadModelsOf(JarProjection.Name), file => file != oldFile);
        Assert.Equal([1, 2, 3], young.Probe.PositionsOf<ReshapedProjection>());
        Assert.Equal(2, SubscriberFolder.Number(youngFile, "SELECT COUNT(*) FROM Jars WHERE Events > 0"));
        Assert.Equal(2, SubscriberFolder.Number(oldFile, "SELECT COUNT(*) FROM Jars"));

        await old.ReachAsync(JarProjection.Name, await old.SaveAsync(Jar.Open()));
        await young.ReachAsync(JarProjection.Name, 4);
        Assert.Equal([1, 2, 3, 4], old.Probe.PositionsOf<JarProjection>());
    }

    [Fact]
    public async Task One_whose_version_was_raised_is_built_anew_beside_the_old_one_which_goes_on_serving()
    {
        await using var old = await SubscriberHarness.StartAsync(_folder, JarProjection.Types);
        await old.ReachAsync(JarProjection.Name, await old.SaveAsync(Jar.WithEvents(4)));
        var oldFile = _folder.ReadModelOf(JarProjection.Name);

        await using var young = await SubscriberHarness.StartAsync(_folder, [typeof(Jar), typeof(JarTables), typeof(HeaviestProjection)]);
        await young.ReachAsync(JarProjection.Name, 4);
        Assert.Equal([2, 3, 4], young.Probe.PositionsOf<HeaviestProjection>());
        Assert.Equal(3, SubscriberFolder.Number(oldFile.Replace(".db", "-v2.db", StringComparison.Ordinal), "SELECT Grams FROM Jars"));
        Assert.Equal(6, SubscriberFolder.Number(oldFile, "SELECT Grams FROM Jars"));

        await old.ReachAsync(JarProjection.Name, await old.SaveAsync(Jar.Open()));
        await young.ReachAsync(JarProjection.Name, 5);
        Assert.Equal([1, 2, 3, 4, 5], old.Probe.PositionsOf<JarProjection>());
    }

    [Fact]
    public void One_of_version_1_is_called_after_its_shape_alone()
    {
        var options = new DbContextOptionsBuilder<DatedTables>();
        new SqliteReadModels("Data Source={name}.db", _folder.Root).Configure<DatedTables>(options, "dated", version: 1, generation: 0);
        using var tables = new DatedTables(options.Options);

        var shape = SHA256.HashData(Encoding.UTF8.GetBytes(tables.Database.GenerateCreateScript()));
        Assert.Equal($"dated-{Convert.ToHexStringLower(shape)[..8]}.db", Path.GetFileName(Assert.Single(Directory.GetFiles(_folder.Root, "*.db"))));
    }

    [Fact]
    public async Task One_of_the_same_shape_is_found_again_under_its_name()
    {
        for (var start = 0; start < 3; start++)
        {
            await using var service = await SubscriberHarness.StartAsync(_folder, JarProjection.Types);
            await service.ReachAsync(JarProjection.Name, await service.SaveAsync(Jar.Open()));
        }

        Assert.Equal(3, SubscriberFolder.Number(_folder.ReadModelOf(JarProjection.Name), "SELECT COUNT(*) FROM Handled"));
    }

    [Fact]
    public async Task It_is_read_by_another_process_while_a_handler_takes_its_time()
    {
        var (entered, goOn, probe) = (new TaskCompletionSource(), new TaskCompletionSource(), new Probe());
        probe.Interfere = (_, _) =>
        {
            entered.TrySetResult();
            return goOn.Task;
        };
        await using var service = await SubscriberHarness.StartAsync(_folder, JarProjection.Types, probe: probe);
        await service.SaveAsync(Jar.Open());
        await entered.Task.WaitAsync(SubscriberHarness.Deadline);

        await using (var other = SubscriberHarness.Prepare(_folder, JarProjection.Types))
            Assert.Equal(0, await other.UseAsync((JarTables tables) => tables.Jars.CountAsync()));
        goOn.SetResult();
    }

    [Fact]
    public async Task It_equals_a_fresh_fold_of_the_journal_after_random_work()
    {
        await using var service = await SubscriberHarness.StartAsync(_folder, JarProjection.Types);
        var shared = Jar.Open();
        await service.SaveAsync(shared);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() => WorkAsync(service.Store, new Random(worker), shared.Id, 50))));
        await service.ReachAsync(JarProjection.Name, await service.Get<IJournal>().HeadAsync(default));

        await AssertEqualsFoldAsync(service);
    }

    [Fact]
    public async Task Two_processes_on_the_same_files_keep_it_exactly_right()
    {
        await using var one = await SubscriberHarness.StartAsync(_folder, JarProjection.Types);
        await using var two = await SubscriberHarness.StartAsync(_folder, JarProjection.Types);
        var shared = Jar.Open();
        await one.SaveAsync(shared);
        await Task.WhenAll(
            Task.Run(() => WorkAsync(one.Store, new Random(1), shared.Id, 60)),
            Task.Run(() => WorkAsync(two.Store, new Random(2), shared.Id, 60)));
        var head = await one.Get<IJournal>().HeadAsync(default);
        foreach (var service in new[] { one, two }) await service.IsEventuallyAsync(JarProjection.Name, status => status.Position == head);

        var handled = await two.UseAsync((JarTables tables) => tables.HandledPositionsAsync());
        Assert.Equal(Enumerable.Range(1, (int)head).Select(position => (long)position), handled);
        await AssertEqualsFoldAsync(one);
        foreach (var service in new[] { one, two }) Assert.Equal("running", (await service.StatusOf(JarProjection.Name)).State);
    }

    private static async Task WorkAsync(IEventStore store, Random random, Guid shared, int steps)
    {
        var own = Jar.Open();
        await store.SaveAsync(own, default);
        for (var i = 0; i < steps; i++)
        {
            var id = random.Next(4) == 0 ? shared : own.Id;
            if (random.Next(10) == 0) await store.SaveAsync(Jar.WithEvents(random.Next(1, 4)), default);
            else if (random.Next(6) == 0) await store.UpdateAsync<Jar>(id, null, jar => jar.Empty(), default);
            else await store.UpdateAsync<Jar>(id, null, jar => jar.Fill(random.Next(100)), default);
        }
    }

    private static async Task AssertEqualsFoldAsync(SubscriberHarness service)
    {
        var rows = await service.UseAsync((JarTables tables) => tables.Jars.ToDictionaryAsync(row => row.Id, row => row.Grams));
        Assert.True(rows.Count > 4);

        Dictionary<Guid, int> fold = [];
        var events = 0L;
        foreach (var envelope in await service.Get<JournalReader>().BatchAsync(0, int.MaxValue, default))
        {
            events++;
            if (!fold.ContainsKey(envelope.AggregateId)) fold[envelope.AggregateId] = (await service.Store.LoadAsync<Jar>(envelope.AggregateId, default)).Grams;
        }

        Assert.Equal(fold, rows);
        Assert.Equal(events, await service.UseAsync((JarTables tables) => tables.Handled.LongCountAsync()));
    }

    internal sealed class ReshapedTables(DbContextOptions<ReshapedTables> options) : ReadModelContext(options)
    {
        public DbSet<ReshapedRow> Jars => Set<ReshapedRow>();
    }

    internal sealed class ReshapedRow
    {
        public required Guid Id { get; init; }
        public int Events { get; set; }
    }

    [Projection(JarProjection.Name)]
    internal sealed class ReshapedProjection(ReshapedTables tables, Probe probe) : INotificationHandler<StoredEvent>
    {
        public async Task Handle(StoredEvent stored, CancellationToken cancellation)
        {
            var row = await tables.Jars.FindAsync([stored.AggregateId], cancellation)
                ?? tables.Jars.Add(new ReshapedRow { Id = stored.AggregateId }).Entity;
            row.Events++;
            await probe.HandleAsync(this, stored);
        }
    }

    /// <summary>The same tables, and other rows in them.</summary>
    [Projection(JarProjection.Name, Version = 2)]
    internal sealed class HeaviestProjection(JarTables tables, Probe probe) : INotificationHandler<StoredEvent<Jar.Filled>>
    {
        public async Task Handle(StoredEvent<Jar.Filled> stored, CancellationToken cancellation)
        {
            var row = await tables.Jars.FindAsync([stored.AggregateId], cancellation)
                ?? tables.Jars.Add(new JarRow { Id = stored.AggregateId }).Entity;
            row.Grams = Math.Max(row.Grams, stored.Event.Grams);
            await probe.HandleAsync(this, stored);
        }
    }

    internal sealed class DatedTables(DbContextOptions<DatedTables> options) : ReadModelContext(options)
    {
        public DbSet<DatedRow> Rows => Set<DatedRow>();
    }

    internal sealed class DatedRow
    {
        public required int Id { get; init; }
        public required DateTimeOffset At { get; init; }
    }
}
