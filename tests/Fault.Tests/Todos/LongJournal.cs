using System.Globalization;
using Microsoft.Data.Sqlite;

namespace CleanES.Fault.Tests.Todos;

/// <summary>Todos that were created, relabelled again and again, and completed: written past the service, in a moment.</summary>
internal static class LongJournal
{
    private const int EventsOfATodo = 50;

    /// <param name="events">A multiple of those of a todo.</param>
    public static void Fill(Files files, int events)
    {
        using var connection = new SqliteConnection($"Data Source={files.Journal};Pooling=False");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.CommandText = """
            INSERT INTO event_journal (position, event_id, event_type, event_version, event_data, aggregate_type, aggregate_id, aggregate_version, create_date, metadata)
            VALUES (@position, @id, @type, 1, @data, 'todo', @todo, @version, @date, '{"command_id":null,"correlation_id":null,"causation_id":null,"user":null}')
            """;
        var (position, id, type, data, todo, version) = (Value("@position"), Value("@id"), Value("@type"), Value("@data"), Value("@todo"), Value("@version"));
        Value("@date").Value = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
        for (var number = 0; number < events; number++)
        {
            var own = number % EventsOfATodo;
            if (own == 0) todo.Value = $"{Guid.CreateVersion7()}";
            (type.Value, data.Value) = own switch
            {
                0 => ("todo_created", $$"""{"label":"{{number}}"}"""),
                EventsOfATodo - 1 => ("todo_completed", "{}"),
                _ => ("todo_label_changed", $$"""{"label":"{{number}}"}"""),
            };
            (position.Value, id.Value, version.Value) = (number + 1, $"{Guid.CreateVersion7()}", own);
            insert.ExecuteNonQuery();
        }

        insert.CommandText = "UPDATE journal_counter SET position = @position";
        insert.ExecuteNonQuery();
        transaction.Commit();

        SqliteParameter Value(string name) => insert.Parameters.Add(new SqliteParameter(name, value: null));
    }
}
