using System.CommandLine;

namespace CleanES.Api.EventSourcing.CommandLine;

internal static class ToolCommand
{
    public static readonly Option<bool> Json = new("--json") { Description = "Answer in JSON. Errors are told in words all the same." };
}

/// <summary>A command that has one of the service's tools do something, and answers in words, or in JSON if asked to.</summary>
internal sealed class ToolCommand<TTool> : Command where TTool : notnull
{
    /// <param name="action">Gives the exit code.</param>
    /// <param name="symbols">Its arguments, in their order, and its options.</param>
    public ToolCommand(
        Func<IServiceProvider> services, string name, string description, Func<TTool, ParseResult, CancellationToken, Task<int>> action, params Symbol[] symbols) : base(name, description)
    {
        foreach (var argument in symbols.OfType<Argument>()) Add(argument);
        foreach (var option in symbols.OfType<Option>().Append(ToolCommand.Json)) Add(option);
        SetAction((given, cancellation) => Task.Run(() => action(services().GetRequiredService<TTool>(), given, cancellation)));
    }

    public ToolCommand(Func<IServiceProvider> services, string name, string description, Func<TTool, ParseResult, int> action, params Symbol[] symbols)
        : this(services, name, description, (tool, given, _) => Task.FromResult(action(tool, given)), symbols) { }
}
