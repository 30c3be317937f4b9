using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CleanES.Benchmarks.Http;

/// <summary>A service as users run it: a process of its own, with the settings that it comes with.</summary>
internal sealed class Service : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();
    private readonly ConcurrentQueue<string?> _output = [];
    private readonly Process _process;

    private Service(ProcessStartInfo how, Uri address)
    {
        Client = new HttpClient { BaseAddress = address };
        _process = Process.Start(how)!;
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data);
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public HttpClient Client { get; }

    /// <summary>From the start of the process to its first 200 on /health/ready.</summary>
    public TimeSpan TimeToReady { get; private set; }

    public static Task<Service> StartEmptyAsync() => StartAsync("Empty.dll");

    public static Task<Service> StartNaiveAsync(string file) => StartAsync("Naive.dll", ("File", file));

    public static Task<Service> StartOursAsync(string journal) => StartAsync(
        "Api.dll", ("ConnectionStrings__Journal", $"Data Source={journal}"), ("ConnectionStrings__ReadModels", $"Data Source={journal}-{{name}}.db"));

    /// <summary>Ends it at once, as SIGKILL does.</summary>
    public void Dispose()
    {
        Client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task<Service> StartAsync(string assembly, params (string Name, string Value)[] settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var how = new ProcessStartInfo("dotnet", [assembly, "--urls", $"{address}"])
        {
            WorkingDirectory = AppContext.BaseDirectory,        // where all of them find the same appsettings.json
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Production" },
        };
        foreach (var (name, value) in settings) how.Environment[name] = value;

        var service = new Service(how, address);
        try
        {
            await service.BecomeReadyAsync();
            return service;
        }
        catch
        {
            service.Dispose();
            throw;
        }
    }

    private async Task BecomeReadyAsync()
    {
        while (!await IsReadyAsync())
        {
            if (_process.HasExited || _sinceStart.Elapsed > Patience)
                throw new InvalidOperationException($"The service does not become ready:\n{string.Join('\n', _output)}");
            await Task.Delay(1);
        }

        TimeToReady = _sinceStart.Elapsed;
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var socket = new TcpClient(Client.BaseAddress!.Host, Client.BaseAddress.Port);    // refused in far less time than an HTTP request is
        }
        catch (SocketException)
        {
            return false;
        }

        using var answer = await Client.GetAsync("/health/ready");
        return answer.IsSuccessStatusCode;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
