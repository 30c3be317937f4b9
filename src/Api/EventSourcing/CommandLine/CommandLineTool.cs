using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using CleanES.Application.EventSourcing;

namespace CleanES.Api.EventSourcing.CommandLine;

/// <summary>The executable as a tool: it answers one command and ends, and no service runs.</summary>
internal static partial class CommandLineTool
{
    private const string Description = """
        An event-sourced service, and commands for those who work on it.
        Without a command the service runs, with settings as arguments; a command is answered, and no service runs:
            dotnet run --project src/Api
            dotnet run --project src/Api -- --urls http://localhost:8080
            dotnet run --project src/Api -v q -- schemas validate
        Commands take settings from appsettings.json and the environment. -v q keeps dotnet's own lines out of the answer.
        Exit code: 0 or 1, as each command says. Errors go to the error stream.
        """;

    /// <summary>Whether the arguments are a command or ask for help; otherwise they are settings of the service.</summary>
    public static bool Takes(string[] args) => args is [{ Length: > 0 } first, ..]
        && (first is "--help" or "-h" or "-?" or "/h" or "/?" or "--version" || (first[0] is not ('-' or '/') && !first.Contains('=')));

    /// <param name="build">Makes the service from settings as arguments. It is not started, and only made if the command needs it.</param>
    /// <returns>The exit code: 0 or 1.</returns>
    public static async Task<int> RunAsync(string[] args, Func<string[], IHost> build)
    {
        // The output is for the answer alone, and the error stream for what is wrong.
        var service = new Lazy<IHost>(() => build(["--Logging:Console:LogToStandardErrorThreshold=Trace", "--Logging:LogLevel:Default=Warning"]));
        try
        {
            var given = Commands(() => service.Value.Services).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (MistakeIn(given) is not { } mistake) return await given.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });

            await Console.Error.WriteLineAsync($"{mistake}\nAdd --help to read more.");
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C: whoever pressed it knows.
        }
        catch (Exception failure)
        {
            await Console.Error.WriteLineAsync(IsToldInWords(failure) ? failure.Message : $"{failure}");
        }
        finally
        {
            if (service.IsValueCreated) service.Value.Dispose();
        }

        return 1;
    }

    private static bool IsToldInWords(Exception failure) => failure is StartupException or JournalUnavailableException or ReadModelUnavailableException
        or UnknownSubscriberException or ToolRefusedException or IOException or UnauthorizedAccessException;

    private static RootCommand Commands(Func<IServiceProvider> services)
    {
        var root = new RootCommand(Description);
        foreach (var type in typeof(ICommandGroup).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(ICommandGroup))))
            root.Add(((ICommandGroup)Activator.CreateInstance(type)!).Define(services));
        return root;
    }

    private static string? MistakeIn(ParseResult given)
    {
        // The parser would take an option that it does not know for an argument.
        var unknown = given.Tokens.FirstOrDefault(token => token.Type == TokenType.Argument && token.Value.StartsWith('-'))?.Value;
        if (given.Action is not ParseErrorAction && unknown is null) return null;

        var command = given.CommandResult.Command;
        var known = string.Join(", ", (command.Subcommands.Count > 0 ? command.Subcommands : command.Options.Cast<Symbol>()).Select(one => one.Name));
        unknown ??= given.UnmatchedTokens is [var unmatched, ..] ? unmatched : null;
        if (long.TryParse(unknown, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)) return $"\"{unknown}\" is negative: a position or a number is 0 or more.";
        if (unknown is not null) return $"{command.Name} does not know \"{unknown}\". It knows: {known}.";
        return command.Subcommands.Count > 0 ? $"{command.Name} needs a command: {known}." : TypeName().Replace(given.Errors[0].Message, "a number");
    }

    [GeneratedRegex(@"expected type '\S*Int(32|64)\S*'")]
    private static partial Regex TypeName();
}
