using CleanES.Infrastructure.Tests.Support;
using CleanES.TestKit;
using CsCheck;

namespace CleanES.Infrastructure.Tests.Snapshots;

/// <summary>Whatever happens to the snapshots, and to the journal's end: what is loaded is what the events say.</summary>
public sealed class AnyDamageTests : SnapshotTest
{
    private static readonly Gen<Step> _happening = Gen.OneOf(
        Gen.Int[1, 12].Select(times => new Step($"put {times}", test => test.PutAsync(test._id, times))),
        Gen.Int[0, 2].Select(tin => new Step($"use up tin {tin}", test => test.Store.UpdateAsync<Pantry>(test._id, null, pantry => pantry.UseUp($"tin {tin}"), default))));

    private static readonly Gen<Step> _loading = Gen.OneOf(
        Gen.Const(new Step("load", async test => await test.AssertIsReplayedAsync(await test.Store.LoadAsync<Pantry>(test._id, default)))),
        Gen.Int[0, 100].Select(percent => new Step($"look back at {percent} %", test => test.LookBackAsync(percent))),
        Gen.Const(new Step("load until there is one", test => Eventually.IsSoAsync(async () =>
        {
            await test.AssertIsReplayedAsync(await test.Store.LoadAsync<Pantry>(test._id, default));
            return test.VersionOf(test._id) is not null;
        }))));

    private static readonly Gen<Step> _damage = Gen.OneOf(
        Gen.Select(Gen.OneOf("aggregate_version", "event_id", "fingerprint", "state", "checksum"), Gen.Byte.Array[0, 40], Gen.OneOf("BLOB", "TEXT", "INTEGER"), (column, bytes, type) =>
            Sql($"UPDATE snapshot SET {column} = CAST(x'{Convert.ToHexString(bytes)}' AS {type})")),
        Gen.Select(Gen.OneOf("event_id", "fingerprint", "state", "checksum"), Gen.Double[0, 1], Gen.Byte, (column, place, mask) => new Step($"flip {column} at {place:0.00} by {mask}", test => test.Flip(column, place, mask))),
        Gen.Int[-2, 2].Select(by => Sql($"UPDATE snapshot SET aggregate_version = aggregate_version + {by}")),
        Gen.Const(Sql("UPDATE snapshot SET event_id = (SELECT event_id FROM event_journal ORDER BY position DESC LIMIT 1)")),
        Gen.Const(Sql("DELETE FROM snapshot")),
        Gen.Const(Sql("CREATE TABLE IF NOT EXISTS kept AS SELECT * FROM snapshot; INSERT INTO kept SELECT * FROM snapshot")),
        Gen.Const(Sql("CREATE TABLE IF NOT EXISTS kept AS SELECT * FROM snapshot; INSERT OR REPLACE INTO snapshot SELECT * FROM kept")),
        Gen.Const(new Step("take the other's", test => Task.FromResult(test.File.Execute(
            $"INSERT OR REPLACE INTO snapshot SELECT aggregate_type, '{test._id}', aggregate_version, event_id, fingerprint, state, checksum FROM snapshot WHERE aggregate_id = '{test._other}'")))),
        Gen.Int[1, 8].Select(events => new Step($"lose {events} events", test => Task.FromResult(test.Lose(events)))));

    private static readonly Gen<Step[]> _scripts = Gen.Frequency((3, (IGen<Step>)_happening), (4, _loading), (3, _damage)).Array[5, 40];

    private Guid _id, _other;

    [Fact]
    public async Task Every_load_is_the_replay()
    {
        _other = await OpenWithSnapshotAsync(version: 11);
        File.DropTriggers();
        await _scripts.SampleAsync(
            async script =>
            {
                _id = await StoreAsync(Pantry.Open($"{Guid.NewGuid()}").FillTo(Pantry.Every));
                foreach (var step in script) await step.Run(this);
                await AssertIsReplayedAsync(await Store.LoadAsync<Pantry>(_id, default));
            },
            iter: Environment.GetEnvironmentVariable("CsCheck_Iter") is null ? 100 : -1, threads: 1, print: script => string.Join('\n', script.Select(step => step.Text)));

        Assert.NotEmpty(Log.Warnings);
        Assert.All(Log.Warnings, warning => Assert.Matches("is ignored and replaced: it is (damaged|of another history)", warning));
        File.AssertInvariants();
    }

    private async Task LookBackAsync(int percent)
    {
        var replayed = await ReplayAsync<Pantry>(_id);
        var version = replayed.Version * percent / 100;
        var back = await Store.LoadAtAsync<Pantry>(_id, version, default);

        Assert.Empty(DeepDifference.Between(await ReplayAsync<Pantry>(_id, until: version), back));
    }

    /// <summary>Changes bits of one byte.</summary>
    private Task Flip(string column, double place, byte mask)
    {
        foreach (var text in File.Column<string>($"SELECT hex({column}) FROM snapshot WHERE aggregate_id = '{_id}' AND length({column}) > 0"))
        {
            var bytes = Convert.FromHexString(text);
            bytes[(int)(place * (bytes.Length - 1))] ^= mask;
            File.Execute($"UPDATE snapshot SET {column} = CAST(x'{Convert.ToHexString(bytes)}' AS TEXT) WHERE aggregate_id = '{_id}'");
        }

        return Task.CompletedTask;
    }

    /// <summary>As when an older copy of the journal is put back; enough events for a snapshot stay.</summary>
    private int Lose(int events) => File.Execute($"""
        DELETE FROM event_journal WHERE position > max(
            (SELECT position FROM journal_counter) - {events}, (SELECT max(position) FROM event_journal WHERE aggregate_id = '{_id}' AND aggregate_version < {Pantry.Every}));
        UPDATE journal_counter SET position = (SELECT max(position) FROM event_journal)
        """);

    private static Step Sql(string sql) => new(sql, test => Task.FromResult(test.File.Execute(sql)));

    private sealed record Step(string Text, Func<AnyDamageTests, Task> Run);
}
