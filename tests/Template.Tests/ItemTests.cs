using System.Text.RegularExpressions;

namespace CleanES.Template.Tests;

/// <summary>What is added to a solution by one command.</summary>
[Collection(InstalledTemplate.Shared)]
public sealed partial class ItemTests(InstalledTemplate template)
{
    private static readonly string[] _project = ["--project", "src/Domain/Domain.csproj"];

    [Fact]
    public async Task What_every_item_template_writes_compiles_and_passes_its_tests_at_once()
    {
        var solution = await template.NewAsync("my-app");
        var before = solution.Files().ToDictionary(file => file, file => File.ReadAllText(At(solution, file)));

        await AddAsync(solution, "es-aggregate", "-n", "Invoice");
        await AddAsync(solution, "es-aggregate", "-n", "HTTPResponse");
        await AddAsync(solution, "es-aggregate", "-n", "Child", "--plural", "Children");
        await AddAsync(solution, "es-event", "-n", "Paid", "--aggregate", "Invoice");
        await AddAsync(solution, "es-command", "-n", "MarkPaid", "--aggregate", "Invoice", "--event", "Paid", "--new-event", "false");
        await AddAsync(solution, "es-command", "-n", "ChangeLabel", "--aggregate", "HTTPResponse", "--event", "LabelChanged");
        await AddAsync(solution, "es-command", "-n", "Discard", "--aggregate", "Invoice", "--event", "Discarded");
        await AddAsync(solution, "es-event", "-n", "Discarded", "--aggregate", "Child", "--plural", "Children");
        await AddAsync(solution, "es-command", "-n", "Pin", "--aggregate", "Project", "--event", "Pinned");
        await AddAsync(solution, "es-command", "-n", "Archive", "--aggregate", "Todo", "--event", "Archived");
        await AddAsync(solution, "es-projection", "-n", "InvoiceList", "--aggregate", "Invoice", "--route", "invoices");
        await AddAsync(solution, "es-projection", "-n", "ArchivedTodos", "--aggregate", "Todo", "--event", "Archived");
        await AddAsync(solution, "es-effect", "-n", "WelcomeMail", "--aggregate", "Child", "--plural", "Children");
        await AddAsync(solution, "es-effect", "-n", "PaidNews", "--aggregate", "Invoice", "--event", "Paid");

        Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllText(At(solution, file.Key))));
        var added = solution.Files().Except(before.Keys).ToList();
        Assert.Contains("avro/http_response/v1_http_response_label_changed.json", added);
        Assert.Contains("src/Api/HTTPResponses/ChangeHTTPResponseLabelEndpoint.cs", added);
        Assert.Contains("src/Domain/Children/Child.cs", added);
        Assert.DoesNotContain(added, file => Token().IsMatch(file) || Token().IsMatch(File.ReadAllText(At(solution, file))));

        // An upcaster is for an event that has changed.
        await AddAsync(solution, "es-upcaster", "-n", "InvoiceCurrency", "--aggregate", "Invoice", "--event", "Created", "--property", "Currency", "--value", "\"EUR\"");
        Replace(solution, "src/Domain/Invoices/Invoice.cs", "Created(string Name)", "Created(string Name, string Currency = \"PLN\")");
        File.Copy(At(solution, "avro/invoice/v1_invoice_created.json"), At(solution, "avro/invoice/v2_invoice_created.json"));
        Replace(solution, "avro/invoice/v2_invoice_created.json", "{\"name\": \"name\"", "{\"name\": \"currency\", \"type\": \"string\"},\n    {\"name\": \"name\"");

        await solution.BuildAsync();
        Assert.Contains("v1_child_created.json is a draft", await solution.RunAsync("schemas", "validate"), StringComparison.Ordinal);
        await solution.RunAsync("schemas", "record", "Invoice.Created");

        // All tests but those of the machinery, which has not changed.
        const string Wanted = "FullyQualifiedName!~Infrastructure.Tests|FullyQualifiedName~EventHistoryTests|FullyQualifiedName~InvoiceCurrencyTests";
        var output = await Command.SucceedAsync(solution.Folder, TimeSpan.FromMinutes(10), "dotnet", "test", "--no-build", "--filter", Wanted);
        Assert.Matches(@"Passed: +3,.* Infrastructure\.Tests\.dll", output);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_the_way_out_and_nothing_is_written()
    {
        var solution = await template.NewAsync("Acme.Billing");
        var before = solution.Files();

        await RefusesAsync("name of the aggregate", "es-aggregate", "-n", "invoice");
        await RefusesAsync("name of the aggregate", "es-aggregate", "-n", "Event");
        await RefusesAsync("name of the aggregate", "es-aggregate", "-n", "Task");
        await RefusesAsync("name of the aggregate", "es-aggregate", "-n", "Lease");
        await RefusesAsync("name of the aggregate", "es-aggregate", "-n", "Order.Line");
        await RefusesAsync("--plural", "es-aggregate", "-n", "Invoice", "--plural", "in voices");
        await RefusesAsync("a namespace hides a class", "es-aggregate", "-n", "Fish", "--plural", "Fish");
        await RefusesAsync("a namespace hides a class", "es-aggregate", "-n", "Billing");
        await RefusesAsync("name of the event", "es-event", "-n", "Version", "--aggregate", "Invoice");
        await RefusesAsync("the name of its aggregate", "es-event", "-n", "Invoice", "--aggregate", "Invoice");
        await RefusesAsync("name of the command", "es-command", "-n", "Raise", "--aggregate", "Invoice", "--event", "Raised");
        await RefusesAsync("another name", "es-command", "-n", "Paid", "--aggregate", "Invoice", "--event", "Paid");
        await RefusesAsync("--route", "es-projection", "-n", "InvoiceList", "--aggregate", "Invoice", "--route", "/invoices");
        await RefusesAsync("the name, -n", "es-effect", "-n", "welcomeMail", "--aggregate", "Invoice");
        await RefusesAsync("--from", "es-upcaster", "-n", "InvoiceCurrency", "--aggregate", "Invoice", "--event", "Created", "--property", "Currency", "--from", "0");

        const string Place = "with --project src/Domain/Domain.csproj";
        IsRefusal(Place, await solution.TryAddAsync(".", "es-aggregate", "-n", "Invoice"));
        IsRefusal(Place, await solution.TryAddAsync(".", "es-aggregate", "-n", "Invoice", "--project", "src/Api/Api.csproj"));
        IsRefusal(Place, await solution.TryAddAsync("src/Domain", "es-aggregate", "-n", "Invoice"));

        Assert.Equal(before.Order(), solution.Files().Order());

        async Task RefusesAsync(string word, params string[] arguments) => IsRefusal(word, await solution.TryAddAsync(".", [.. arguments, .. _project]));
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_overwritten()
    {
        var solution = await template.NewAsync("MyShop");
        var todo = File.ReadAllText(At(solution, "src/Domain/Todos/Todo.cs"));

        var (exitCode, output) = await solution.TryAddAsync(".", ["es-aggregate", "-n", "Todo", .. _project]);

        Assert.NotEqual(0, exitCode);
        Assert.Matches("Overwrite +./src/Domain/Todos/Todo.cs", output);
        Assert.Equal(todo, File.ReadAllText(At(solution, "src/Domain/Todos/Todo.cs")));
    }

    private static async Task AddAsync(GeneratedSolution solution, params string[] arguments) =>
        Assert.Contains("What to do next.", await solution.AddAsync([.. arguments, .. _project]), StringComparison.Ordinal);

    private static void IsRefusal(string word, (int ExitCode, string Output) answer)
    {
        Assert.NotEqual(0, answer.ExitCode);
        Assert.Contains("Nothing was written", answer.Output, StringComparison.Ordinal);
        Assert.Contains(word, answer.Output, StringComparison.Ordinal);
    }

    private static string At(GeneratedSolution solution, string file) => Path.Combine(solution.Folder, file);

    private static void Replace(GeneratedSolution solution, string file, string before, string after)
    {
        var text = File.ReadAllText(At(solution, file));
        Assert.Contains(before, text, StringComparison.Ordinal);
        File.WriteAllText(At(solution, file), text.Replace(before, after, StringComparison.Ordinal));
    }

    /// <summary>What the item templates call the things whose names they are given.</summary>
    [GeneratedRegex("clean[-_]?es(?!t)|order[-_ ]?line|amount[-_ ]?changed|change[-_ ]?amount|overdue[-_ ]?list|beginning|(?-i:ROUTE)|from_version|property_value|#if", RegexOptions.IgnoreCase)]
    private static partial Regex Token();
}
