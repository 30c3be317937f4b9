using CleanES.Application.Projects;
using CleanES.TestKit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Api.Tests.Projects;

/// <summary>A service that cannot tell of closed projects for as long as it is set, and parks them after the second attempt.</summary>
public sealed class FailingMessages : Service, IMessageSender
{
    public const string Subscriber = "project-closed-message";

    private int _sent;

    public bool Fails { get; set; } = true;

    public int Sent => Volatile.Read(ref _sent);

    public string Folder => Path.GetDirectoryName(JournalFile)!;

    public Task SendAsync(Message message, CancellationToken cancellation)
    {
        if (Fails) throw new IOException("The mail server\ndoes not answer.");

        Interlocked.Increment(ref _sent);
        return Task.CompletedTask;
    }

    /// <returns>The position of the closing, which is parked.</returns>
    public static async Task<long> ParkAsync(HttpClient client)
    {
        var position = await CloseAsync(client);
        await Eventually.IsAsync(() => ParkedAsync(client), parked => parked.Contains(position));
        return position;
    }

    public static async Task<long> CloseAsync(HttpClient client) => (await client.CloseProjectAsync(await client.CreateProjectAsync())).Position;

    public static async Task<long[]> ParkedAsync(HttpClient client) =>
        [.. (await client.FetchAsync($"/subscribers/{Subscriber}/parked")).Json.EnumerateArray().Select(one => one.GetProperty("position").GetInt64())];

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Subscribers:Attempts", "2").UseSetting("Subscribers:FirstPause", "00:00:00.001")
            .ConfigureServices(services => services.AddSingleton<IMessageSender>(this));
    }
}
