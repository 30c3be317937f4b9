using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;

namespace CleanES.Api.Tests;

/// <summary>The service on a port of its own, with its files in a folder of its own.</summary>
public class Service : WebApplicationFactory<Program>
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("api-tests-");

    public Service() => UseKestrel(0);

    /// <summary>In every environment the answers are the same; this is what users run.</summary>
    protected virtual string Environment => "Production";

    protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
        .UseEnvironment(Environment)
        .UseSetting("ConnectionStrings:Journal", $"Data Source={Path.Combine(_folder.FullName, "journal.db")}")
        .UseSetting("ConnectionStrings:ReadModels", $"Data Source={Path.Combine(_folder.FullName, "readmodels", "{name}.db")}");

    protected override void ConfigureClient(HttpClient client)
    {
        base.ConfigureClient(client);
        client.DefaultRequestHeaders.Add("Accept", "application/json");
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing || !_folder.Exists) return;

        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}

internal static class Http
{
    public static async Task<Answer> CallAsync(
        this HttpClient client, HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            HttpContent content => content,
            _ => JsonContent.Create(body),
        };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);

        using var response = await client.SendAsync(request);
        return new Answer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
            await response.Content.ReadAsStringAsync());
    }

    public static Task<Answer> GetAsync(this HttpClient client, string path, params (string Name, string Value)[] headers) =>
        client.CallAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Ends when the subscriber has handled everything up to the position.</summary>
    public static async Task HandledAsync(this HttpClient client, string subscriber, long position)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await CheckpointAsync() < position) patience.Token.ThrowIfCancellationRequested();

        async Task<long> CheckpointAsync() => (await client.GetAsync("/health/subscribers", [])).Json.GetProperty("subscribers").EnumerateArray()
            .Single(each => each.GetProperty("name").GetString() == subscriber).GetProperty("position").GetInt64();
    }
}

internal sealed record Answer(int Status, string? MediaType, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public long Position => long.Parse(Headers["Journal-Position"], provider: null);

    public void IsProblem(int status, string code, string? errorsIn = null)
    {
        Assert.Equal((status, "application/problem+json"), (Status, MediaType));
        Assert.Equal(code, Json.GetProperty("code").GetString());
        Assert.Equal(status, Json.GetProperty("status").GetInt32());
        Assert.DoesNotContain("   at ", Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Body, StringComparison.Ordinal);
        if (errorsIn is not null) Assert.NotEmpty(Json.GetProperty("errors").GetProperty(errorsIn)[0].GetString()!);
    }
}
