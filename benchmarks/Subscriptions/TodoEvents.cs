using CleanES.Benchmarks.Journal;

namespace CleanES.Benchmarks.Subscriptions;

/// <summary>A journal of todos: of ten that are created, five are relabelled soon, some fifty events later; four are done and one is discarded a thousand events later.</summary>
internal static class TodoEvents
{
    public const int Count = Tens * 20;

    private const int Tens = 1_000;
    private const int Soon = 3;
    private const int Later = 50;

    public static void Append(string file)
    {
        using var journal = new RawJournal(file);
        foreach (var rows in All().Chunk(1_000)) journal.Append([.. rows.Select(row => new[] { row })]);
    }

    private static IEnumerable<RawRow> All()
    {
        var todos = Enumerable.Range(0, Tens).Select(_ => Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7()).ToList()).ToList();
        for (var ten = 0; ten < Tens + Later; ten++)
        {
            foreach (var todo in Before(0)) yield return RawRow.Of(todo, 0, "Buy milk and a loaf of bread");
            foreach (var todo in Before(Soon).Take(5)) yield return RawRow.Of(todo, 1, "Buy milk and two loaves of bread");
            foreach (var (index, todo) in Before(Later).Skip(5).Index())
                yield return index < 4 ? RawRow.Of(todo, 1, "todo_completed"u8, "{}") : RawRow.Of(todo, 1, "todo_discarded"u8, "{}");

            IEnumerable<Guid> Before(int steps) => todos.ElementAtOrDefault(ten - steps) ?? [];
        }
    }
}
