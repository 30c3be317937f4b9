namespace CleanES.Benchmarks.Journal;

/// <summary>Journals with a history, written the raw way, and so within seconds.</summary>
internal static class Filling
{
    private const int EventsInATransaction = 1000;

    /// <summary>Adds aggregates of so many events each.</summary>
    /// <returns>Their ids.</returns>
    public static IReadOnlyList<Guid> Fill(this Workplace place, int events, int eventsOfAnAggregate)
    {
        using var raw = new RawJournal(place.JournalFile);
        var ids = new List<Guid>();
        var rows = Rows(events, eventsOfAnAggregate, ids);
        foreach (var transaction in rows.Chunk(EventsInATransaction)) raw.Append([.. transaction.GroupBy(row => row.Id, (_, own) => own.Select(one => one.Row).ToList())]);
        return ids;
    }

    private static IEnumerable<(Guid Id, RawRow Row)> Rows(int events, int eventsOfAnAggregate, List<Guid> ids)
    {
        for (var i = 0; i < events; i++)
        {
            if (i % eventsOfAnAggregate == 0) ids.Add(Guid.CreateVersion7());
            yield return (ids[^1], RawRow.Of(ids[^1], i % eventsOfAnAggregate, $"Buy milk and {i,7} loaves of bread"));
        }
    }
}
