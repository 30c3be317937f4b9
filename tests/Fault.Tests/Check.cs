using CleanES.TestKit;

namespace CleanES.Fault.Tests;

/// <summary>How a journal stands against what its clients were told.</summary>
internal sealed record Check(int Events, int UnknownStored, int UnknownNotStored, string Found = "")
{
    /// <summary>Asserts that every acknowledged change is stored once and no refused one is, that nothing is missing in the order, and that each service shows it all.</summary>
    public static async Task<Check> AllAsync(Files files, Told told, params Service[] services)
    {
        Assert.True(told.Wrong.IsEmpty, string.Join(Environment.NewLine, told.Wrong.Take(5)));
        foreach (var service in services) await SettledAsync(service, files);
        foreach (var service in services) Assert.DoesNotContain(await service.SubscribersAsync(), one => one.Parked > 0);
        if (told.Planted.Count == 0) JournalInvariants.Check(files.Journal);
        var journal = Journal.Read(files);
        var readable = journal.Where(row => !told.Planted.Contains(row.Position)).ToList();
        HoldsAcknowledged(journal, told);
        Assert.All(told.Refused.Concat(told.Taken), refused => Assert.DoesNotContain(journal, refused.Is));

        var stored = told.Unknown.Sum(unknown => journal.Count(unknown.Is));
        Assert.All(told.Unknown, unknown => Assert.InRange(journal.Count(unknown.Is), 0, 1));
        var followed = journal.Count(row => told.Features.Any(feature => feature.Follows(row, journal)));
        Assert.Equal(told.Earlier + told.Acknowledged.Count + stored + followed, readable.Count);      // and nothing else is there

        foreach (var service in services)
            foreach (var feature in told.Features) Assert.Equal(feature.Fold(readable), await feature.ListAsync(service.Client, journal.Count));
        var found = told.Features.Select(feature => feature.Verify(readable, files)).Append(FaultyEffect.Verify(readable, files)).Where(text => text.Length > 0);
        return new Check(journal.Count, stored, told.Unknown.Count - stored, string.Join("; ", found));
    }

    /// <summary>Every subscriber has handled everything, and none has appended more.</summary>
    public static async Task SettledAsync(Service service, Files files)
    {
        IReadOnlyList<SubscriberHealth> subscribers = [];
        await Eventually.IsSoAsync(() => $"all subscribers are at the journal's end, {Journal.Counter(files)} ({string.Join("; ", subscribers)})", async () =>
            (subscribers = await service.SubscribersAsync()).All(one => one.Position == Journal.Counter(files)));
    }

    private static void HoldsAcknowledged(IReadOnlyList<Row> journal, Told told)
    {
        Assert.Distinct(told.Acknowledged.Select(one => one.Saved.Position));
        foreach (var (change, saved) in told.Acknowledged)
        {
            Assert.True(saved.Position <= journal.Count, $"{change} was acknowledged at {saved}, and the journal ends at {journal.Count}.");
            var row = journal[(int)saved.Position - 1];
            Assert.Equal((saved.Position, $"{saved.Id}", saved.Version), (row.Position, row.AggregateId, row.AggregateVersion));
            Assert.True(change.Is(row), $"{change} was acknowledged, and stored is {row}.");
        }
    }
}
