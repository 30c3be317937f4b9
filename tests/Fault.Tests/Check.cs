namespace CleanES.Fault.Tests;

/// <summary>How a journal stands against what its clients were told.</summary>
internal sealed record Check(int Events, int UnknownStored, int UnknownNotStored)
{
    /// <summary>Asserts that every acknowledged change is stored once and no refused one is, that nothing is missing in the order, and that each service shows it all.</summary>
    public static async Task<Check> AllAsync(Files files, Told told, params Service[] services)
    {
        Assert.True(told.Wrong.IsEmpty, string.Join(Environment.NewLine, told.Wrong.Take(5)));
        var journal = Journal.Read(files);
        IsWhole(journal, Journal.Counter(files));
        HoldsAcknowledged(journal, told);
        Assert.All(told.Refused, refused => Assert.DoesNotContain(journal, refused.Is));

        var stored = told.Unknown.Sum(unknown => journal.Count(unknown.Is));
        Assert.All(told.Unknown, unknown => Assert.InRange(journal.Count(unknown.Is), 0, 1));
        Assert.Equal(told.Acknowledged.Count + stored, journal.Count);      // and nothing else is there

        foreach (var service in services)
            foreach (var feature in told.Features) await ShowsAsync(service, feature, journal);
        return new Check(journal.Count, stored, told.Unknown.Count - stored);
    }

    private static void IsWhole(IReadOnlyList<Row> journal, long counter)
    {
        Assert.Equal(Numbers(1, journal.Count), journal.Select(row => row.Position));
        Assert.Equal(journal.Count, counter);
        Assert.Distinct(journal.Select(row => row.EventId));
        Assert.All(journal.GroupBy(row => row.AggregateId), history => Assert.Equal(Numbers(0, history.Count()), history.Select(row => row.AggregateVersion)));
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

    /// <summary>A service that catches up may say that it is behind; it must get there.</summary>
    private static async Task ShowsAsync(Service service, ITraffic feature, IReadOnlyList<Row> journal)
    {
        await Eventually.IsSoAsync($"{feature.Projection} has reached position {journal.Count}", async () =>
        {
            var subscribers = await service.SubscribersAsync();
            return subscribers.Single(one => one.Name == feature.Projection).Position >= journal.Count;
        });
        Assert.Equal(feature.Fold(journal), await feature.ListAsync(service.Client, journal.Count));
    }

    private static IEnumerable<long> Numbers(int first, int count) => Enumerable.Range(first, count).Select(number => (long)number);
}
