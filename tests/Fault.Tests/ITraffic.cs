namespace CleanES.Fault.Tests;

/// <summary>
/// What clients do with one feature, and how its projection is checked. Every class that implements it is found and takes part; a
/// feature's stands in its own folder. One instance serves all clients of a journal. Of one feature at least, all clients change an aggregate that
/// they share.
/// </summary>
internal interface ITraffic
{
    /// <summary>The projection that is compared.</summary>
    string Projection { get; }

    /// <summary>Some changes of one client, each of which raises one event. Give up when one is not acknowledged.</summary>
    Task WorkAsync(Caller caller);

    /// <summary>The projection's list as it must be, a text for each item, folded from the journal alone.</summary>
    IReadOnlyList<string> Fold(IReadOnlyList<Row> journal);

    /// <summary>Whether an event comes of another one's change, such as an effect's command, and is no client's own.</summary>
    bool Follows(Row row, IReadOnlyList<Row> journal) => false;

    /// <summary>Asserts what else must be so once all subscribers have handled everything.</summary>
    /// <returns>What was found, for the test's output.</returns>
    string Verify(IReadOnlyList<Row> journal, Files files) => "";

    /// <summary>The same list as the service shows it.</summary>
    /// <param name="position">What it must show at least; null: whatever there is.</param>
    Task<IReadOnlyList<string>> ListAsync(HttpClient http, long? position);
}
