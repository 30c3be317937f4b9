using System.Text;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Journal;

/// <summary>Whatever is wrong with a journal is found, and nothing else: each is planted in a good one, as damage or a faulty program would.</summary>
public sealed class VerifyTests : JournalTest
{
    private const string NoUniqueIds = "DROP INDEX IX_event_journal_event_id; ";
    private const string NoUniqueVersions = "DROP INDEX IX_event_journal_aggregate_type_aggregate_id_aggregate_version; ";

    private Guid _account, _ann, _bob, _dog;

    [Theory]
    // Positions, and what must agree with the newest.
    [InlineData("DELETE FROM event_journal WHERE position = 6", "Position 7: follows position 5: what was between is missing")]
    [InlineData("DELETE FROM event_journal WHERE position = 9", "the counter is at 9, the newest event at 8",
        "claim member.nickname \"B\" is to be held by member {bob}, as its events say, and is held by nobody")]
    [InlineData("UPDATE journal_counter SET position = 8", "the counter is at 8, the newest event at 9")]
    [InlineData("DELETE FROM journal_counter", "the counter is at nothing, the newest event at 9")]
    [InlineData("INSERT INTO effect_checkpoint (subscriber, position) VALUES ('welcome-mail', 10)", "effect welcome-mail is at position 10, the newest event at 9")]
    [InlineData("INSERT INTO effect_checkpoint (subscriber, position) VALUES ('welcome-mail', -1)", "effect welcome-mail is at position -1, the newest event at 9")]
    [InlineData("DROP TABLE effect_checkpoint", "the effects' checkpoints cannot be checked: The journal cannot be read: SQLite Error 1: 'no such table: effect_checkpoint'.")]
    // The histories.
    [InlineData("UPDATE event_journal SET aggregate_version = 7 WHERE position = 3", "Position 3: account {account} has version 7 here, expected was 2")]
    [InlineData("UPDATE event_journal SET aggregate_version = aggregate_version + 1 WHERE aggregate_type = 'dog'", "Position 7: dog {dog} has version 1 here, expected was 0")]
    [InlineData(
        NoUniqueVersions + "UPDATE event_journal SET aggregate_version = 1 WHERE position = 3", "Position 3: account {account} has version 1 here, expected was 2")]
    [InlineData(
        NoUniqueVersions + "UPDATE event_journal SET aggregate_version = 5 - position - 1 WHERE position IN (2, 3) ",
        "Position 2: account {account} has version 2 here, before version 1 at position 3")]
    [InlineData(
        "UPDATE event_journal SET event_type = 'account_closed', event_data = '{}' WHERE position = 2",
        "Position 3: account {account} was discarded before, and nothing can happen to it any more")]
    // The envelopes.
    [InlineData(
        NoUniqueIds + "UPDATE event_journal SET event_id = '0198c0de-0000-7000-8000-000000000001' WHERE position IN (2, 7)",
        "Position 7: event id 0198c0de-0000-7000-8000-000000000001 is at 2 positions, first at 2")]
    [InlineData(
        "UPDATE event_journal SET event_id = '0198C0DE-0000-7000-8000-000000000001' WHERE position = 2",
        "Position 2: the event id 0198C0DE-0000-7000-8000-000000000001 is no lower-case UUID")]
    [InlineData(
        "UPDATE event_journal SET event_id = '0198c0de000070008000000000000001' WHERE position = 2",
        "Position 2: the event id 0198c0de000070008000000000000001 is no lower-case UUID")]
    [InlineData(
        "UPDATE event_journal SET event_id = CAST(event_id AS BLOB) WHERE position = 2", "Position 2: the event id (36 bytes) is no lower-case UUID")]
    [InlineData(
        "UPDATE event_journal SET aggregate_id = '0198C0DE-0000-7000-8000-000000000001' WHERE position = 7",
        "Position 7: the aggregate id 0198C0DE-0000-7000-8000-000000000001 is no lower-case UUID")]
    [InlineData(
        "UPDATE event_journal SET create_date = '2026-01-01 00:00:00' WHERE position = 2",
        "Position 2: the create date 2026-01-01 00:00:00 is no UTC time to the microsecond, as in 2026-01-31T23:59:59.000000Z")]
    [InlineData(
        "UPDATE event_journal SET create_date = '2026-02-30T00:00:00.000000Z' WHERE position = 2",
        "Position 2: the create date 2026-02-30T00:00:00.000000Z is no UTC time to the microsecond, as in 2026-01-31T23:59:59.000000Z")]
    [InlineData("UPDATE event_journal SET metadata = '[]' WHERE position = 2", "Position 2: the metadata [] are no JSON object")]
    [InlineData("UPDATE event_journal SET metadata = x'00FF' WHERE position = 2", "Position 2: the metadata (2 bytes) are no JSON object")]
    // The events.
    [InlineData("UPDATE event_journal SET event_data = '{\"amount\":' WHERE position = 2", "Position 2: the event data {\"amount\": is no JSON object")]
    [InlineData("UPDATE event_journal SET event_data = 'null' WHERE position = 2", "Position 2: the event data null is no JSON object")]
    [InlineData(
        "UPDATE event_journal SET event_data = '{\"amount\":\"much\"}' WHERE position = 2",
        "Position 2: the data does not fit its schema: account_deposited.amount: expected long, found \"much\"")]
    [InlineData(
        "UPDATE event_journal SET event_type = 'account_frozen' WHERE position = 2",
        "Position 2: event type account_frozen of account is unknown to this version of the service.")]
    [InlineData(
        "UPDATE event_journal SET event_type = 'dog_barked', event_data = '{}' WHERE position = 2",
        "Position 2: event type dog_barked of account is unknown to this version of the service.")]
    [InlineData(
        "UPDATE event_journal SET aggregate_type = 'vault' WHERE position = 7",
        "Position 7: event type dog_created of vault is unknown to this version of the service.")]
    [InlineData(
        "UPDATE event_journal SET event_version = 2 WHERE position = 2",
        "Position 2: account_deposited has version 2, and 1 is the newest known to this version of the service.")]
    [InlineData("UPDATE event_journal SET event_version = 0 WHERE position = 2", "Position 2: the event version 0 is none: 1 is the oldest")]
    [InlineData("UPDATE event_journal SET event_version = 'one' WHERE position = 2", "Position 2: the event version one is none: 1 is the oldest")]
    // The claims.
    [InlineData("DELETE FROM claim WHERE value = 'ANN'", "claim member.email \"ANN\" is to be held by member {ann}, as its events say, and is held by nobody")]
    [InlineData(
        "INSERT INTO claim SELECT 'member.nickname', 'B', aggregate_type, aggregate_id FROM claim WHERE value = 'BOB'",
        "claim member.nickname \"B\" is held by member {bob}, whose events do not claim it")]
    [InlineData(
        "UPDATE claim SET value = 'EVE' WHERE value = 'ANN'",
        "claim member.email \"EVE\" is held by member {ann}, whose events do not claim it",
        "claim member.email \"ANN\" is to be held by member {ann}, as its events say, and is held by nobody")]
    [InlineData(
        "DROP INDEX IX_claim_aggregate_type_aggregate_id_name; UPDATE claim SET aggregate_id = (SELECT aggregate_id FROM event_journal WHERE position = 5) WHERE value = 'ANN'",
        "claim member.email \"ANN\" is to be held by member {ann}, as its events say, and is held by member {bob}",
        "claim member.email \"ANN\" is held by member {bob}, whose events do not claim it")]
    [InlineData(
        "INSERT INTO claim VALUES ('member.email', 'EVE', 'member', 'nobody')", "claim member.email \"EVE\" is held by member nobody, which has no event")]
    [InlineData(
        "CREATE TABLE c AS SELECT * FROM claim; DROP TABLE claim; ALTER TABLE c RENAME TO claim; INSERT INTO claim SELECT * FROM claim WHERE value = 'ANN'",
        "claim member.email \"ANN\" is held 2 times")]
    // The database.
    [InlineData(
        NoUniqueIds + """
        CREATE UNIQUE INDEX IX_event_journal_event_id ON event_journal (event_id) WHERE position <> 3;
        PRAGMA writable_schema = ON;
        UPDATE sqlite_master SET sql = substr(sql, 1, instr(sql, ' WHERE')) WHERE name = 'IX_event_journal_event_id';
        PRAGMA writable_schema = RESET
        """,
        "the file: row 3 missing from index IX_event_journal_event_id", "the file: wrong # of entries in index IX_event_journal_event_id")]
    public async Task What_is_wrong_is_told_with_its_position_and_nothing_else(string planted, params string[] told)
    {
        using var service = await JournalOfNineAsync();
        Assert.Empty((await VerifyAsync(service)).Problems);

        File.Execute(planted);

        var expected = told.Select(line => line.Replace("{account}", $"{_account}").Replace("{ann}", $"{_ann}").Replace("{bob}", $"{_bob}").Replace("{dog}", $"{_dog}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), (await VerifyAsync(service)).Problems.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_journal_in_order_has_no_problem_and_all_of_it_is_counted()
    {
        using var service = await JournalOfNineAsync();

        var (problems, all) = await VerifyAsync(service);

        Assert.Empty(problems);
        Assert.Equal(new JournalProgress(Events: 9, Aggregates: 5, Newest: 9), all);
    }

    [Fact]
    public async Task An_empty_journal_has_no_problem() => Assert.Equal(new JournalProgress(0, 0, 0), (await VerifyAsync(Service)).All);

    [Fact]
    public async Task All_problems_are_told_those_of_a_row_and_those_after_it()
    {
        using var service = await JournalOfNineAsync();
        File.Execute("UPDATE event_journal SET event_data = '1', metadata = '2', create_date = '3' WHERE position IN (1, 8); UPDATE journal_counter SET position = 8");

        Assert.Equal(7, (await VerifyAsync(service)).Problems.Count);
    }

    [Fact]
    public async Task Without_schemas_an_event_that_cannot_be_read_is_told_all_the_same()
    {
        await Service.OpenAccountAsync(deposits: 1);
        File.DropTriggers();
        File.Execute("UPDATE event_journal SET event_data = '{\"amount\":\"much\"}' WHERE position = 2");

        Assert.StartsWith("Position 2: the data of this account_deposited cannot be read: ", Assert.Single((await VerifyAsync(Service)).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_cannot_be_applied_is_told_and_what_follows_is_checked()
    {
        using var service = new TestService(Folder, aggregates: [typeof(Vase)]);
        var (broken, whole) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var id in new[] { broken, whole })
        {
            File.Plant(id, 0, "vase_made", "{}", aggregateType: "vase");
            File.Plant(id, 1, "vase_knocked", id == broken ? """{"force":9}""" : """{"force":1}""", aggregateType: "vase");
        }

        File.Plant(broken, 2, "vase_knocked", "{}", aggregateType: "vase");

        var problems = (await VerifyAsync(service)).Problems;

        Assert.Equal(2, problems.Count);
        Assert.Equal($"Position 2: vase_knocked cannot be applied to vase {broken}: It is in pieces.", problems[0]);
        Assert.StartsWith("Position 5: the data of this vase_knocked cannot be read: ", problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_on_a_page_that_cannot_be_read_are_told_by_their_positions_and_the_others_are_checked()
    {
        const int pageSize = 4096;
        for (var i = 0; i < 50; i++) await Store.SaveAsync(Account.Open(Guid.CreateVersion7(), holder: $"holder {i:D4} "), default);
        File.DropTriggers();
        File.Execute("UPDATE event_journal SET metadata = '[]' WHERE position = 50; PRAGMA wal_checkpoint(TRUNCATE)");
        var bytes = await System.IO.File.ReadAllBytesAsync(JournalPath);
        var page = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("holder 0025 ")) / pageSize * pageSize;
        var lost = Enumerable.Range(0, 50).Where(i => bytes.AsSpan(page, pageSize).IndexOf(Encoding.UTF8.GetBytes($"holder {i:D4} ")) >= 0).Select(i => i + 1).ToList();

        using (var file = new FileStream(JournalPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = page;
            file.Write(Enumerable.Repeat((byte)0xA5, pageSize).ToArray());
        }

        var (problems, all) = await VerifyAsync(Service);

        Assert.NotEmpty(lost);
        Assert.Equal(
            lost.Select(position => $"Position {position}: The journal is damaged.").Order(),
            problems.Where(one => one.StartsWith("Position", StringComparison.Ordinal)).Except(["Position 50: the metadata [] are no JSON object"]).Order());
        Assert.Contains("Position 50: the metadata [] are no JSON object", problems);
        Assert.Contains(problems, one => one.StartsWith("the file: ", StringComparison.Ordinal));
        Assert.Contains("the positions cannot be checked: The journal is damaged.", problems);
        Assert.Equal(50, all.Events);
    }

    [Fact]
    public async Task While_two_services_append_nothing_wrong_is_found()
    {
        using var other = new TestService(Folder);
        using var enough = new CancellationTokenSource();
        var writing = new[] { Service, other }.Select((service, number) => Task.Run(async () =>
        {
            for (var round = 0; !enough.IsCancellationRequested; round++)
            {
                var member = Member.Join($"{number} {round}");
                member.CallItself("M");
                member.CallItself(null);
                await service.Store.SaveAsync(member, default);
                await service.Store.UpdateAsync<Member>(member.Id, null, joined => joined.Leave(), default);
            }
        })).ToList();

        var seen = new HashSet<long>();
        while (seen.Count < 8)
        {
            Assert.DoesNotContain(writing, task => task.IsCompleted);
            var (problems, all) = await VerifyAsync(Service);
            Assert.Empty(problems);
            Assert.Equal(all.Newest, all.Events);
            seen.Add(all.Events);
        }

        await enough.CancelAsync();
        await Task.WhenAll(writing);
    }

    [Fact]
    public async Task A_check_can_be_cancelled()
    {
        await Service.OpenAccountAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Service.Get<IJournalTools>().VerifyAsync(_ => { }, new Told(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Progress_is_told_from_the_beginning_to_the_end()
    {
        await Service.OpenAccountAsync(deposits: 2500);
        var told = new Told();

        await Service.Get<IJournalTools>().VerifyAsync(problem => Assert.Fail($"{problem}"), told, default);

        Assert.Equal([(0, 0, 2501), (1000, 1, 2501), (2000, 1, 2501), (2501, 1, 2501)], told.All.Select(one => (one.Events, one.Aggregates, one.Newest)));
    }

    private static async Task<(List<string> Problems, JournalProgress All)> VerifyAsync(TestService service)
    {
        List<string> problems = [];
        var all = await service.Get<IJournalTools>().VerifyAsync(problem => problems.Add($"{problem}"), new Told(), default);
        return (problems, all);
    }

    /// <summary>With schemas for all its events, and without triggers, so that anything can be planted.</summary>
    private async Task<TestService> JournalOfNineAsync()
    {
        var avro = Directory.CreateDirectory(Path.Combine(Folder, "avro")).FullName;
        using (var writing = new TestService(Folder))
        {
            var schemas = writing.Get<ISchemas>();
            foreach (var one in schemas.List(avro)) schemas.WriteNext(one.EventType, avro);
        }

        var service = new TestService(Folder, settings: new() { ["EventSchemas:Enabled"] = "true", ["EventSchemas:Directory"] = "avro" });
        _account = await service.OpenAccountAsync(deposits: 2);
        var (ann, bob, cat, dog) = (Member.Join("ANN"), Member.Join("BOB"), Cat.Create(Guid.CreateVersion7(), "Tom"), Dog.Create(Guid.CreateVersion7(), "Rex"));
        foreach (var one in new AggregateRoot[] { ann, bob, cat, dog }) await service.Store.SaveAsync(one, default);
        (_ann, _bob, _dog) = (ann.Id, bob.Id, dog.Id);
        bob.CallItself("B");
        bob.CallItself(null);
        await service.Store.SaveAsync(bob, default);
        File.DropTriggers();
        return service;
    }

    private sealed class Told : IProgress<JournalProgress>
    {
        public List<JournalProgress> All { get; } = [];

        public void Report(JournalProgress value) => All.Add(value);
    }

    internal sealed class Vase : AggregateRoot
    {
        private Vase(Guid id) : base(id) { }

        public sealed record Made : DomainEvent<Vase>
        {
            protected override void Apply(Vase vase) { }
        }

        public sealed record Knocked(long Force) : DomainEvent<Vase>
        {
            protected override void Apply(Vase vase)
            {
                if (Force > 5) throw new InvalidOperationException("It is in pieces.");
            }
        }
    }
}
