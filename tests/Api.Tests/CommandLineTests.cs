using System.Text.Json;
using CleanES.TestKit;

namespace CleanES.Api.Tests;

/// <summary>The executable as a tool, in processes of their own.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("api-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("--help", "dotnet run --project src/Api", "--urls", "schemas", "journal", "subscribers", "Exit code")]
    [InlineData("-?", "schemas")]
    [InlineData("schemas --help", "validate", "list", "diff", "record", "new", "Exit code")]
    [InlineData("schemas validate --help", "Check", "--directory", "--json", "Exit code")]
    [InlineData("schemas list --help", "List", "--directory", "--json", "Exit code")]
    [InlineData("schemas diff --help", "changes", "<event>", "--directory", "--json", "Exit code")]
    [InlineData("schemas record --help", "example", "[<event>]", "--directory", "--json", "Exit code")]
    [InlineData("schemas new --help", "Write", "<event>", "--directory", "--json", "Exit code")]
    [InlineData("journal --help", "verify", "show <aggregate> <id>", "tail", "Exit code")]
    [InlineData("journal verify --help", "Check", "--json", "Exit code")]
    [InlineData("journal show --help", "Show", "<aggregate>", "<id>", "--json", "Exit code")]
    [InlineData("journal tail --help", "Show", "-n, --count <number>", "-f, --follow", "--json", "Exit code")]
    public async Task Help_tells(string arguments, params string[] told)
    {
        var output = await AnswerAsync(arguments);

        Assert.All(told, words => Assert.Contains(words, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_version_is_that_of_the_service() =>
        Assert.StartsWith(typeof(Program).Assembly.GetName().Version!.ToString(3), await AnswerAsync("--version"), StringComparison.Ordinal);

    [Theory]
    [InlineData("schema validate", "\"schema\"", "schemas")]
    [InlineData("schemas", "validate, list, diff, record, new")]
    [InlineData("schemas valdate", "\"valdate\"", "validate, list, diff, record, new")]
    [InlineData("schemas list more", "\"more\"")]
    [InlineData("schemas list --jsn", "\"--jsn\"", "--json")]
    [InlineData("schemas new", "'new'")]
    [InlineData("schemas diff", "'diff'")]
    [InlineData("schemas record one two", "\"two\"")]
    [InlineData("schemas new --jsn", "\"--jsn\"", "--json")]
    [InlineData("schemas list --directory", "'--directory'")]
    [InlineData("schemas new @no-such-file more", "\"more\"")]
    [InlineData("journal", "verify, show, tail")]
    [InlineData("journal verify --jsn", "\"--jsn\"", "--json")]
    [InlineData("journal show nothing", "'show'")]
    [InlineData("journal show nothing 12", "\"12\" is no id", "UUID")]
    [InlineData("journal tail -n many", "many")]
    [InlineData("journal tail -n -1", "\"-1\"")]
    public async Task A_mistake_is_told_with_a_way_out_and_starts_nothing(string arguments, params string[] told)
    {
        var errors = await RefusalAsync(arguments);

        Assert.All(told.Append("--help"), words => Assert.Contains(words, errors, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("schemas validate --json")]
    [InlineData("schemas list")]
    public async Task A_directory_that_does_not_exist_is_told_in_words(string arguments)
    {
        var errors = await RefusalAsync($"{arguments} --directory {_folder.FullName}/no-such-folder");

        Assert.Contains("no-such-folder", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("journal verify --json")]
    [InlineData("journal tail --follow")]
    public async Task A_journal_that_does_not_exist_is_told_in_words_and_not_made(string arguments)
    {
        var errors = await RefusalAsync(arguments);

        Assert.StartsWith($"There is no journal {Path.Combine(_folder.FullName, "journal.db")}. ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_aggregate_is_told_in_words() => Assert.StartsWith(
        "There is no aggregate nothing. Those that there are: ", await RefusalAsync($"journal show nothing {Guid.CreateVersion7()}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("new")]
    [InlineData("diff")]
    [InlineData("record")]
    public async Task An_unknown_event_is_told_in_words(string command) =>
        Assert.Contains("No.Such", await RefusalAsync($"schemas {command} No.Such --directory {_folder.FullName}"), StringComparison.Ordinal);

    [Fact]
    public async Task A_wrong_setting_is_told_in_words() =>
        Assert.Contains("EventSchemas:Enabled", await RefusalAsync("schemas list", ("EventSchemas__Enabled", "perhaps")), StringComparison.Ordinal);

    [Fact]
    public async Task Settings_come_from_the_environment_and_arguments_go_before_them()
    {
        var (one, other) = (_folder.CreateSubdirectory("one").FullName, _folder.CreateSubdirectory("other").FullName);

        Assert.Equal(one, await DirectoryAsync("schemas validate --json", ("EventSchemas__Directory", one)));
        Assert.Equal(other, await DirectoryAsync($"schemas validate --json --directory {other}", ("EventSchemas__Directory", one)));
    }

    [Fact]
    public async Task Commands_work_while_the_service_runs_as_its_arguments_say()
    {
        await using var service = await ServiceProcess.StartAsync(
            _folder.FullName, ["--urls", "http://127.0.0.1:0", "--EventSchemas:Enabled=false"], ("ASPNETCORE_URLS", "nowhere"), ("EventSchemas__Enabled", "perhaps"));

        var (exitCode, _, errors) = await RunAsync($"schemas list --directory {_folder.FullName}");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.True((await service.Client.FetchAsync("/health/ready")).Status == 200);
    }

    [Theory]
    [InlineData("EventSchemas:Enabled=perhaps")]
    [InlineData("/EventSchemas:Enabled=perhaps")]
    public async Task A_setting_is_no_command(string argument)
    {
        var (exitCode, _, errors) = await RunAsync(argument);

        Assert.Equal(1, exitCode);
        Assert.Contains("EventSchemas:Enabled", errors, StringComparison.Ordinal);
    }

    /// <summary>Problems are an answer too.</summary>
    private async Task<string?> DirectoryAsync(string arguments, params (string, string)[] settings) =>
        JsonDocument.Parse((await RunAsync(arguments, settings)).Output).RootElement.GetProperty("directory").GetString();

    private async Task<string> AnswerAsync(string arguments)
    {
        var (exitCode, output, errors) = await RunAsync(arguments);

        Assert.Equal((0, ""), (exitCode, errors));
        return output;
    }

    private async Task<string> RefusalAsync(string arguments, params (string, string)[] settings)
    {
        var (exitCode, output, errors) = await RunAsync(arguments, settings);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
        return errors;
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(string arguments, params (string, string)[] settings) =>
        ServiceProcess.RunToEndAsync(_folder.FullName, arguments.Split(' '), settings);
}
