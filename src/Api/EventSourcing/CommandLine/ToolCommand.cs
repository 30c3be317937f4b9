using System.CommandLine;

namespace CleanES.Api.EventSourcing.CommandLine;

/// <summary>A command that has one of the service's tools do something, and answers in words, or in JSON if asked to.</summary>
internal sealed class ToolCommand<TTool> : Command where TTool : notnull
{
    /// <param name="action">Gives the exit code.</param>
    /// <param name="symbols">Its arguments, in their order, and its options.</param>
    public ToolCommand(
        Func<IServiceProvider> services, string name, string description, Func<TTool, ParseResult, CancellationToken, Task<int>> action, params Symbol[] symbols)
        : this(name, description, symbols) =>
        SetAction((given, cancellation) => Task.Run(() => action(services().GetRequiredService<TTool>(), given, cancellation)));

    /// <inheritdoc cref="ToolCommand{TTool}(Func{IServiceProvider}, string, string, Func{TTool, ParseResult, CancellationToken, Task{int}}, Symbol[])"/>
    public ToolCommand(Func<IServiceProvider> services, string name, string description, Func<TTool, ParseResult, int> action, params Symbol[] symbols)
        : this(name, description, symbols) =>
        SetAction(given => action(services().GetRequiredService<TTool>(), given));

    private ToolCommand(string name, string description, Symbol[] symbols) : base(name, description)
    {
        foreach (var argument in symbols.OfType<Argument>()) Add(argument);
        foreach (var option in symbols.OfType<Option>().Append(ToolCommand.Json())) Add(option);
    }
}

internal static class ToolCommand
{
    private const string JsonName = "--json";

    public static Option Json() => new Option<bool>(JsonName) { Description = "Answer in JSON. Errors are told in words all the same." };

    public static bool IsInJson(this ParseResult given) => given.GetValue<bool>(JsonName);
}
