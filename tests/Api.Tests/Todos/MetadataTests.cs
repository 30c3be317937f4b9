using System.Security.Claims;
using System.Text.Json;
using CleanES.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Api.Tests.Todos;

/// <summary>What surrounded a change stands in its event's metadata.</summary>
public sealed class MetadataTests(Service service) : IClassFixture<Service>
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task A_change_belongs_to_the_trace_of_its_request()
    {
        var metadata = await MetadataOfChangeAsync(_client, ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", metadata.GetProperty("correlation_id").GetString());
        Assert.Equal(7, metadata.GetProperty("command_id").GetGuid().Version);
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (metadata.GetProperty("causation_id").ValueKind, metadata.GetProperty("user").ValueKind));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("00-no-trace")]
    public async Task A_request_without_a_readable_trace_begins_one(string? traceparent)
    {
        (string, string)[] headers = traceparent is null ? [] : [("traceparent", traceparent)];
        var traces = new[] { await MetadataOfChangeAsync(_client, headers), await MetadataOfChangeAsync(_client, headers) }
            .Select(metadata => metadata.GetProperty("correlation_id").GetString()!).ToList();

        Assert.All(traces, trace => Assert.Matches("^[0-9a-f]{32}$", trace));
        Assert.Equal(2, traces.Distinct().Count());
    }

    [Fact]
    public async Task The_body_has_no_say_in_it()
    {
        var created = await _client.CallAsync(HttpMethod.Post, "/todos", """
            {"label": "Buy milk", "user": "root", "metadata": {"user": "root"}, "commandId": "00000000-0000-0000-0000-000000000000"}
            """);

        Assert.DoesNotContain("root", (await _client.FetchAsync($"/todos/{created.Json.GetProperty("id").GetGuid()}/history")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ann", ClaimTypes.Name, "ann")]
    [InlineData("7", "sub", "7")]
    [InlineData("7", ClaimTypes.Name, "ann", "sub", "7")]
    [InlineData("7", ClaimTypes.Name, "ann", ClaimTypes.NameIdentifier, "7")]
    public async Task The_user_is_whom_the_service_has_authenticated(string user, params string[] claims)
    {
        await using var known = new ServiceWithUser(claims.Chunk(2).Select(claim => new Claim(claim[0], claim[1])));

        Assert.Equal(user, (await MetadataOfChangeAsync(known.CreateClient())).GetProperty("user").GetString());
    }

    private static async Task<JsonElement> MetadataOfChangeAsync(HttpClient client, params (string, string)[] headers)
    {
        var created = await client.CallAsync(HttpMethod.Post, "/todos", new { label = "Buy milk" }, headers);
        var history = await client.FetchAsync($"/todos/{created.Json.GetProperty("id").GetGuid()}/history");
        return history.Json.GetProperty("items")[0].GetProperty("metadata");
    }

    private sealed class ServiceWithUser(IEnumerable<Claim> claims) : Service, IStartupFilter
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureTestServices(services => services.AddSingleton<IStartupFilter>(this));
        }

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, then) =>
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity(claims, "test"));
                return then(context);
            });
            next(app);
        };
    }
}
