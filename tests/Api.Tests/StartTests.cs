using System.Net;
using System.Net.Sockets;
using CleanES.TestKit;

namespace CleanES.Api.Tests;

/// <summary>The service as a process of its own.</summary>
public sealed class StartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("api-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_journal_that_is_no_database_is_told_in_words()
    {
        var journal = Path.Combine(_folder.FullName, "journal.db");
        await File.WriteAllTextAsync(journal, "Certainly not a database, and long enough to be taken for one at first sight.");

        await RefusesToStartAsync(named: journal);

        Assert.StartsWith("Certainly", await File.ReadAllTextAsync(journal), StringComparison.Ordinal);
    }

    [Fact]
    public Task A_wrong_setting_is_told_in_words() =>
        RefusesToStartAsync(named: "EventSchemas:Enabled", ("EventSchemas__Enabled", "perhaps"));

    [Fact]
    public async Task An_address_in_use_is_told_in_words()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        await RefusesToStartAsync(named: $"{other.LocalEndpoint}", ("ASPNETCORE_URLS", $"http://{other.LocalEndpoint}"));
    }

    [Fact]
    public async Task The_console_tells_where_Swagger_UI_is()
    {
        await using var service = await ServiceProcess.StartAsync(_folder.FullName);

        var page = await service.Client.GetAsync(new Uri("/swagger", UriKind.Relative));

        Assert.True(page.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Asked_to_end_it_ends_well()
    {
        await using var service = await ServiceProcess.StartAsync(_folder.FullName);

        Assert.Equal(0, await service.TerminateAsync());
        Assert.Contains(service.Output, line => line.Contains("Swagger UI: ", StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => service.Client.FetchAsync("/health/live"));
    }

    private Task RefusesToStartAsync(string named, params (string, string)[] settings) => RefusesToStartAsync(_folder.FullName, named, settings);

    internal static async Task RefusesToStartAsync(string folder, string named, params (string, string)[] settings)
    {
        var (exitCode, output, errors) = await ServiceProcess.RunToEndAsync(folder, settings);

        Assert.Equal(1, exitCode);
        Assert.Contains(named, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors + output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", errors + output, StringComparison.Ordinal);
    }
}
