using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CleanES.Api.Tests;

/// <summary>The service as users run it: a process of its own on a free port, with its databases in the folder given.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private ServiceProcess(Process process, Uri address)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = address };
    }

    public HttpClient Client { get; }

    /// <summary>What it holds of the machine's memory now.</summary>
    public long MemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Ends when the service tells where Swagger UI is, which it does once it listens.</summary>
    public static async Task<ServiceProcess> StartAsync(string folder, params (string Name, string Value)[] settings)
    {
        var process = Launch(folder, settings);
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                if (SwaggerPage().Match(line) is not { Success: true } match) continue;

                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);  // a full pipe would stop the service
                return new ServiceProcess(process, new Uri(match.Groups[1].Value));
            }

            throw new InvalidOperationException($"The service ended: {await errors}");
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    /// <summary>Runs the service to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunToEndAsync(string folder, params (string Name, string Value)[] settings)
    {
        using var process = Launch(folder, settings);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = await process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, errors);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>As a power cut would end it.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Launch(string folder, (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["ConnectionStrings__Journal"] = $"Data Source={Path.Combine(folder, "journal.db")}",
                ["ConnectionStrings__ReadModels"] = $"Data Source={Path.Combine(folder, "readmodels", "{name}.db")}",
            },
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    [GeneratedRegex("Swagger UI: (http://\\S+)/swagger")]
    private static partial Regex SwaggerPage();
}
