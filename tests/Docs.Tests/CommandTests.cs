using System.Text.RegularExpressions;

namespace CleanES.Docs.Tests;

[Collection("one after the other: what they run writes to the console")]
public sealed partial class CommandTests
{
    [Fact]
    public void The_commands_of_the_docs_are_known_to_the_command_line()
    {
        var commands = Page.Blocks.Where(block => block.Language == "").SelectMany(block => Command().Matches(block.Text), (block, command) => (block, command)).ToList();

        Assert.NotEmpty(commands);
        Assert.All(commands, one =>
        {
            var (block, command) = one;
            var line = block.Line + block.Text[..command.Index].Count(letter => letter == '\n');
            var known = !command.Groups["answer"].Value.Contains("does not know", StringComparison.Ordinal);
            Assert.True(IsKnown(command.Groups["name"].Value) == known, $"{block.Page}:{line}: the command line does not answer so: {command}");
        });
    }

    /// <summary>Asks the service's own command line for help with it.</summary>
    private static bool IsKnown(string command)
    {
        var (output, help) = (Console.Out, new StringWriter());
        Console.SetOut(help);
        try
        {
            typeof(Program).Assembly.EntryPoint!.Invoke(null, [(string[])[.. command.Split(' '), "--help"]]);
        }
        finally
        {
            Console.SetOut(output);
        }

        return Regex.IsMatch(help.ToString(), $@"Usage:\s+\S+ {command}\b");
    }

    [GeneratedRegex(@"^ *(\$ )?dotnet run .*-- (?<name>[a-z]+ [a-z]+).*$(?=\n?(?<answer>.*))", RegexOptions.Multiline)]
    private static partial Regex Command();
}
