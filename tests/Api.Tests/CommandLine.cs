using System.Text;
using CleanES.Api.EventSourcing.CommandLine;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace CleanES.Api.Tests;

/// <summary>The commands in this process, for what does not depend on how it starts or ends; what each writes to the console is its own.</summary>
internal static class CommandLine
{
    private static readonly AsyncLocal<StringWriter?> _output = new(), _errors = new();

    static CommandLine()
    {
        Console.SetOut(new Divided(Console.Out, _output));
        Console.SetError(new Divided(Console.Error, _errors));
    }

    /// <param name="folder">Where journal and read models lie.</param>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string folder, params string[] arguments)
    {
        (_output.Value, _errors.Value) = (new StringWriter(), new StringWriter());
        var exitCode = await CommandLineTool.RunAsync(arguments, settings => Build(folder, settings));
        return (exitCode, _output.Value.ToString().ReplaceLineEndings("\n"), _errors.Value.ToString().ReplaceLineEndings("\n"));
    }

    /// <summary>The service without HTTP, not started.</summary>
    public static IHost Build(string folder, params string[] settings)
    {
        var builder = Host.CreateApplicationBuilder(settings);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Journal"] = $"Data Source={Path.Combine(folder, "journal.db")}",
            ["ConnectionStrings:ReadModels"] = $"Data Source={Path.Combine(folder, "readmodels", "{name}.db")}",
        });
        builder.Services.AddEventSourcing(typeof(AggregateRoot).Assembly, typeof(IEventStore).Assembly, typeof(Registration).Assembly);
        return builder.Build();
    }

    private sealed class Divided(TextWriter console, AsyncLocal<StringWriter?> own) : TextWriter
    {
        public override Encoding Encoding => console.Encoding;

        public override void Write(char value) => (own.Value ?? console).Write(value);

        public override void Write(string? value) => (own.Value ?? console).Write(value);

        public override void WriteLine(string? value) => (own.Value ?? console).WriteLine(value);
    }
}
