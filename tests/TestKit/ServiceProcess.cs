using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CleanES.TestKit;

/// <summary>The service as users run it: a process of its own on a free port, with its databases in the folder given.</summary>
public sealed partial class ServiceProcess : IAsyncDisposable
{
    private const int LinesKept = 1000;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri?> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private ServiceProcess(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    public HttpClient Client { get; } = new();

    public int Id => _process.Id;

    /// <summary>The newest lines that it wrote to the console.</summary>
    public IReadOnlyCollection<string> Output => _output;

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
    /// <param name="settings">As environment variables: <c>EventSchemas__Enabled</c>.</param>
    /// <exception cref="InvalidOperationException">The service ended; the message says what it wrote.</exception>
    public static Task<ServiceProcess> StartAsync(string folder, params (string Name, string Value)[] settings) => StartAsync(folder, [], settings);

    /// <param name="arguments">As on the command line: <c>--urls</c>.</param>
    /// <inheritdoc cref="StartAsync(string, ValueTuple{string, string}[])"/>
    public static async Task<ServiceProcess> StartAsync(string folder, string[] arguments, params (string Name, string Value)[] settings)
    {
        var service = new ServiceProcess(Launch(folder, arguments, settings));
        try
        {
            service.Client.BaseAddress = await service._address.Task.WaitAsync(_patience)
                ?? throw new InvalidOperationException($"The service ended:\n{string.Join('\n', service.Output)}");
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the service to its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunToEndAsync(string folder, params (string Name, string Value)[] settings) =>
        RunToEndAsync(folder, [], settings);

    /// <summary>Runs one of its commands.</summary>
    /// <param name="arguments">As on the command line: <c>schemas validate</c>.</param>
    public static async Task<(int ExitCode, string Output, string Errors)> RunToEndAsync(
        string folder, string[] arguments, params (string Name, string Value)[] settings)
    {
        using var process = Launch(folder, arguments, settings);
        using var patience = new CancellationTokenSource(_patience);
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

    /// <summary>Ends it at once, as SIGKILL does: nothing of it runs any more.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Asks it to end, as an orchestrator does with SIGTERM, and waits until it has. Not on Windows, which has no signals.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{Id}"]);
        await EndAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Kill();
        await EndAsync();
        _process.Dispose();
    }

    private async Task EndAsync()
    {
        using var patience = new CancellationTokenSource(_patience);
        await _process.WaitForExitAsync(patience.Token);
        await _reading.WaitAsync(patience.Token);
    }

    private async Task ReadAsync()
    {
        await Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
        _address.TrySetResult(null);
    }

    private async Task ReadAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            _output.Enqueue(line);
            if (_output.Count > LinesKept) _output.TryDequeue(out _);
            if (SwaggerPage().Match(line) is { Success: true } match) _address.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    /// <summary>Starts one of its commands that goes on, for the caller to read from and to end.</summary>
    /// <param name="arguments">As on the command line: <c>journal tail --follow</c>.</param>
    public static Process Launch(string folder, string[] arguments, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DOTNET_TieredPGO"] = "0",     // as in tests/Directory.Build.props
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
