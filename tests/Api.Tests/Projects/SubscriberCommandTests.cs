using System.Text.Json;
using CleanES.Application.EventSourcing;
using CleanES.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Api.Tests.Projects;

/// <summary>The commands for subscribers, in this process, beside the service.</summary>
public sealed class SubscriberCommandTests(FailingMessages service) : IClassFixture<FailingMessages>
{
    private readonly HttpClient _client = service.CreateClient();

    [Theory]
    [InlineData("", "list", "parked", "retry <subscriber>", "skip <subscriber> <position>", "pause", "resume", "rebuild <projection>", "reset", "prune", "why", "trace", "running")]
    [InlineData("list", "List", "--json")]
    [InlineData("parked", "[<subscriber>]", "--json")]
    [InlineData("retry", "<subscriber>", "--position <position>", "--json")]
    [InlineData("skip", "<subscriber>", "<position>", "--reason <text>", "(REQUIRED)", "--json")]
    [InlineData("pause", "<subscriber>", "--json")]
    [InlineData("resume", "<subscriber>", "--json")]
    [InlineData("rebuild", "<projection>", "--no-wait", "Ctrl+C", "--json")]
    [InlineData("reset", "<subscriber>", "--position <position>", "--json")]
    [InlineData("prune", "--dry-run", "--json")]
    [InlineData("why", "<subscriber>", "<position>", "--json")]
    [InlineData("trace", "<correlation id>", "--json")]
    public async Task Help_tells(string command, params string[] told)
    {
        var (exitCode, output, errors) = await RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.All(told.Append("Exit code"), words => Assert.Contains(words, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_list_is_a_table_or_JSON()
    {
        await FailingMessages.ParkAsync(_client);

        var (exitCode, output, errors) = await RunAsync("list");
        var lines = output.TrimEnd().Split('\n');
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Matches("^name +kind +state +position  lag  lag seconds  parked  error$", lines[0]);
        Assert.Matches($"^{FailingMessages.Subscriber}  effect +(running|retrying) +[0-9]+ +[0-9]+ +[0-9.]+ +[1-9]", Assert.Single(lines, line => line.StartsWith(FailingMessages.Subscriber, StringComparison.Ordinal)));

        (exitCode, output, _) = await RunAsync("list", "--json");
        var status = JsonElement.Parse(output).EnumerateArray().Single(one => one.GetProperty("name").GetString() == FailingMessages.Subscriber);
        Assert.Equal((0, "effect"), (exitCode, status.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task What_is_parked_is_shown_skipped_and_retried_by_the_running_service()
    {
        service.Fails = true;
        var (one, other) = (await FailingMessages.ParkAsync(_client), await FailingMessages.ParkAsync(_client));

        var (_, output, _) = await RunAsync("parked", FailingMessages.Subscriber);
        Assert.Matches($"(?m)^{FailingMessages.Subscriber}  {one} +project_closed  project [0-9a-f-]{{36}}  [-0-9T:]+Z  2 +IOException: The mail server does not answer\\.$", output);
        Assert.Contains(other, JsonElement.Parse((await RunAsync("parked", "--json")).Output).EnumerateArray().Select(row => row.GetProperty("position").GetInt64()));

        Assert.Equal((0, $"{FailingMessages.Subscriber} skips position {one}.\n", ""), await RunAsync("skip", FailingMessages.Subscriber, $"{one}", "--reason", "told by telephone"));
        var (_, why, _) = await RunAsync("why", FailingMessages.Subscriber, $"{one}");
        Assert.Matches("^skipped: on .+ UTC: told by telephone\n$", why);
        Assert.Equal(
            (1, "", $"Position {one} is neither parked for {FailingMessages.Subscriber} nor the next that it handles.\n"),
            await RunAsync("skip", FailingMessages.Subscriber, $"{one}", "--reason", "again"));

        service.Fails = false;
        Assert.Equal((0, $"{FailingMessages.Subscriber} is tried again, with 1 parked event.\n", ""), await RunAsync("retry", FailingMessages.Subscriber, "--position", $"{other}"));
        await Eventually.IsAsync(() => FailingMessages.ParkedAsync(_client), left => !left.Contains(other));
        Assert.Equal("handled", JsonElement.Parse((await RunAsync("why", FailingMessages.Subscriber, $"{other}", "--json")).Output).GetProperty("fate").GetString());

        await RunAsync("retry", FailingMessages.Subscriber);
        await Eventually.IsAsync(() => FailingMessages.ParkedAsync(_client), left => left.Length == 0);
        Assert.Equal((0, "Nothing is parked.\n", ""), await RunAsync("parked"));
        service.Fails = true;
    }

    [Fact]
    public async Task A_subscriber_that_is_paused_is_so_in_the_running_service_and_goes_on_when_it_is_resumed()
    {
        Assert.Equal((0, $"{FailingMessages.Subscriber} is paused.\n", ""), await RunAsync("pause", FailingMessages.Subscriber));

        // What it still did before it saw this is behind it as soon as one closing is not handled while the service has settled otherwise.
        var position = await Eventually.IsAsync(() => FailingMessages.CloseAsync(_client), closed => StatusOf("closed-project-todos").Position >= closed && StatusOf().Position < closed - 2);
        Assert.Equal(("paused", true), (StatusOf().State, StatusOf().Position < position));
        Assert.Contains(", and the subscriber is paused", (await RunAsync("why", FailingMessages.Subscriber, $"{position}")).Output, StringComparison.Ordinal);

        var (_, output, _) = await RunAsync("resume", FailingMessages.Subscriber, "--json");
        Assert.Equal((FailingMessages.Subscriber, false), (JsonElement.Parse(output).GetProperty("subscriber").GetString(), JsonElement.Parse(output).GetProperty("isPaused").GetBoolean()));
        await Eventually.IsAsync(() => Task.FromResult(StatusOf()), status => status.Position >= position);
    }

    [Fact]
    public async Task An_effect_is_reset_to_where_it_is_told()
    {
        await FailingMessages.CloseAsync(_client);

        Assert.Equal((0, $"{FailingMessages.Subscriber} is reset.\n", ""), await RunAsync("reset", FailingMessages.Subscriber, "--position", "0"));
        Assert.StartsWith("The journal is at position ", (await RunAsync("reset", FailingMessages.Subscriber, "--position", "1000000")).Errors, StringComparison.Ordinal);
        await Eventually.IsAsync(() => Task.FromResult(StatusOf()), status => status.Lag == 0);
    }

    [Theory]
    [InlineData("parked no-such", "There is no subscriber no-such. Those that there are: ")]
    [InlineData("rebuild " + FailingMessages.Subscriber, FailingMessages.Subscriber + " is an effect")]
    [InlineData("why " + FailingMessages.Subscriber + " 0", "The journal is at position ")]
    [InlineData("retry " + FailingMessages.Subscriber + " --position 1", "Nothing is parked for ")]
    [InlineData("trace no-such", "No event of the journal carries the correlation id no-such.")]
    [InlineData("skip " + FailingMessages.Subscriber + " 1", "Option '--reason' is required.")]
    [InlineData("pause", "Required argument missing")]
    [InlineData("skip " + FailingMessages.Subscriber + " one --reason none", "Cannot parse argument 'one'")]
    public async Task What_cannot_be_done_is_told_in_words(string command, string told)
    {
        var (exitCode, output, errors) = await RunAsync(command.Split(' '));

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith(told, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("parked")]
    [InlineData("prune")]
    [InlineData("pause " + FailingMessages.Subscriber)]
    [InlineData("trace 1")]
    public async Task Where_there_is_no_journal_it_is_told_and_none_is_made(string command)
    {
        var folder = Directory.CreateTempSubdirectory("api-tests-");
        var (exitCode, output, errors) = await CommandLine.RunAsync(folder.FullName, ["subscribers", .. command.Split(' ')]);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith($"There is no journal {folder.FullName}", errors, StringComparison.Ordinal);
        Assert.Empty(folder.EnumerateFileSystemInfos());
        folder.Delete();
    }

    private SubscriberStatus StatusOf(string subscriber = FailingMessages.Subscriber) =>
        service.Services.GetRequiredService<ISubscribers>().ListAsync(CancellationToken.None).GetAwaiter().GetResult().Single(one => one.Name == subscriber);

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => CommandLine.RunAsync(service.Folder, ["subscribers", .. arguments]);
}
