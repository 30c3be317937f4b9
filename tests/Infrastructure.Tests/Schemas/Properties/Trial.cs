using System.Text;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>What the production code says to an example.</summary>
internal static class Trial
{
    /// <summary>Read as a schema file is; nothing may be reported.</summary>
    public static SchemaPlan Plan(string schema)
    {
        List<string> reports = [];
        var file = SchemaFile.Parse(Encoding.UTF8.GetBytes(schema), (path, reason, wayOut) => reports.Add($"{path}: {reason}. {wayOut}."));
        Assert.Equal([], reports);
        return new SchemaPlan(Example.Root, new SchemaCompiler().Compile(file!.Schema));
    }

    public static IReadOnlyList<SchemaError> Check(Example example) => Plan(example.Schema).Check(example.Json);

    /// <summary>Whether the schema's plan and the reference judge alike. What has too many ways to be tried is refused by the plan alone.</summary>
    public static bool IsAccepted(Example example)
    {
        var errors = Check(example);
        var expected = new Reference(example.Schema).Accepts(example.Json);
        if (!errors.Any(error => error.Reason.Contains("too many ways to try", StringComparison.Ordinal)))
            Assert.True(expected == (errors.Count == 0), $"The reference {(expected ? "accepts" : "refuses")}, the errors are: {string.Join("; ", errors)}");
        return expected;
    }
}
