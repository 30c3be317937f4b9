using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace CleanES.Template.Tests;

/// <summary>The service of a generated solution, started as its README says.</summary>
public sealed class RunningService : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(6);

    private readonly Command _command;
    private readonly HttpClient _http;

    private RunningService(Command command, HttpClient http) => (_command, _http) = (command, http);

    /// <summary>Starts it on a free port.</summary>
    public static Task<RunningService> StartAsync(string folder)
    {
        var port = FreePort();
        return StartAsync(folder, port, "dotnet", "run", "--project", "src/Api", "--", "--urls", $"http://localhost:{port}");
    }

    /// <summary>Starts it by a command that makes it listen there; waits until it is ready and has said where Swagger UI is.</summary>
    public static async Task<RunningService> StartAsync(string folder, int port, string program, params string[] arguments)
    {
        var address = $"http://localhost:{port}";
        var service = new RunningService(
            Command.Start(folder, program, arguments),
            new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(30) });
        try
        {
            await service.EventuallyAsync(service.IsReadyAsync);
            await service.EventuallyAsync(() => Task.FromResult(service._command.Output.Contains($"Swagger UI: {address}/swagger", StringComparison.Ordinal)));
            return service;
        }
        catch
        {
            service.Dispose();
            throw;
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await _http.PostAsJsonAsync(path, body);
        return await ReadAsync(response);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await _http.GetAsync(path);
        return await ReadAsync(response);
    }

    /// <summary>Asks again until the answer is yes.</summary>
    public async Task EventuallyAsync(Func<Task<bool>> ask)
    {
        using var timeout = new CancellationTokenSource(_limit);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await ask())
        {
            Assert.False(_command.HasExited, $"The service has ended:{Environment.NewLine}{_command.Output}");
            Assert.False(timeout.IsCancellationRequested, $"Still not so after {_limit}:{Environment.NewLine}{_command.Output}");
            await pause.WaitForNextTickAsync();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _command.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _http.GetAsync("/health/ready");
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;       // not listening yet
        }
    }

    private async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage} -> {response.StatusCode} {body}{Environment.NewLine}{_command.Output}");
        return JsonDocument.Parse(body).RootElement;
    }
}
