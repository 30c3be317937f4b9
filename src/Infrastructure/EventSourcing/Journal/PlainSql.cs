using System.Data.Common;

namespace CleanES.Infrastructure.EventSourcing.Journal;

internal static class PlainSql
{
    /// <param name="sql">With parameters @0, @1, …</param>
    public static DbCommand CreateCommand(this DbConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Bind(values);
        return command;
    }

    public static void Bind(this DbCommand command, params ReadOnlySpan<object> values)
    {
        command.Parameters.Clear();
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ($"@{i}", values[i]);
            command.Parameters.Add(parameter);
        }
    }
}
