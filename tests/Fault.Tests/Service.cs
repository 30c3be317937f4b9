using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CleanES.Fault.Tests;

/// <summary>The service as users run it: a process of its own on a free port, with real files. Ended by its id.</summary>
internal sealed partial class Service : IAsyncDisposable
{
    private const int LinesKept = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string Api = typeof(Program).Assembly.Location;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri?> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private readonly bool _isTraced;
    private HttpClient? _client;

    private Service(Files files, Strace.Options? traced)
    {
        var folder = AppContext.BaseDirectory;
        string[] withDoubles = files.Ledger is null ? [] : ["exec", "--depsfile", $"{folder}Fault.Tests.deps.json", "--runtimeconfig", $"{folder}Api.runtimeconfig.json"];
        string[] command = [.. traced?.Command ?? [], "dotnet", .. withDoubles, Api];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["ConnectionStrings__Journal"] = $"Data Source={files.Journal}",
                ["ConnectionStrings__ReadModels"] = $"Data Source={Path.Combine(files.ReadModels, "{name}.db")}",
            },
        };
        var doubles = files.Ledger is { } ledger ? Doubles.Settings(ledger, [.. FeatureDoubles, .. files.Doubles]) : [];
        foreach (var (name, value) in files.Settings.Concat(doubles)) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _isTraced = traced is not null;
        _reading = ReadAsync();
    }

    public HttpClient Client => _client ?? throw new InvalidOperationException("The service does not listen.");

    /// <summary>The id of the service, not that of a tracer before it.</summary>
    public int Id => _isTraced ? Traced.Single() : _process.Id;

    private static IEnumerable<Type> FeatureDoubles =>
        typeof(IDouble).Assembly.GetTypes().Where(type => type is { IsClass: true } && type.IsAssignableTo(typeof(IDouble)) && type.IsAssignableTo(typeof(ITraffic)));

    private IEnumerable<int> Traced => File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture));

    /// <summary>Its newest lines.</summary>
    public string Output => string.Join('\n', _output);

    public bool HasEnded => _process.HasExited;

    /// <summary>Ends when the service listens. Where there is a ledger, the doubles are in the process.</summary>
    /// <param name="traced">From its first instruction.</param>
    public static Task<Service> StartAsync(Files files, Strace.Options? traced = null) => Launch(files, traced).ListeningAsync();

    /// <summary>Starts it and waits for nothing.</summary>
    public static Service Launch(Files files, Strace.Options? traced = null) => new(files, traced);

    /// <summary>Ends when it listens.</summary>
    public async Task<Service> ListeningAsync()
    {
        try
        {
            var address = await _address.Task.WaitAsync(Patience) ?? throw new InvalidOperationException($"The service ended:\n{Output}");
            _client = new HttpClient { BaseAddress = address, Timeout = Patience };
            return this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>As a power cut would end it.</summary>
    public void Kill()
    {
        if (!_isTraced) _process.Kill();
        else if (!_process.HasExited) Command.Run("kill", "-KILL", $"{Id}");
    }

    /// <summary>As an orchestrator asks it to end.</summary>
    public void Terminate() => Command.Run("kill", "-TERM", $"{Id}");

    /// <summary>It does nothing more, and its files stay locked as they are, until it is resumed.</summary>
    public void Suspend() => Command.Run("kill", "-STOP", $"{Id}");

    public void Resume() => Command.Run("kill", "-CONT", $"{Id}");

    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        await _reading;
        return _process.ExitCode;
    }

    /// <summary>What the process holds of the machine's memory.</summary>
    public long ResidentBytes() =>
        long.Parse(File.ReadLines($"/proc/{Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;

    public int OpenFiles() => Directory.GetFileSystemEntries($"/proc/{Id}/fd").Length;

    public bool HasOpen(string file) => Directory.GetFileSystemEntries($"/proc/{Id}/fd").Any(open => new FileInfo(open).LinkTarget == file);

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        Kill();
        await EndAsync();
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        await Task.WhenAll(KeepAsync(_process.StandardOutput), KeepAsync(_process.StandardError));
        _address.TrySetResult(null);
    }

    private async Task KeepAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            _output.Enqueue(line);
            if (_output.Count > LinesKept) _output.TryDequeue(out _);
            if (SwaggerPage().Match(line) is { Success: true } match) _address.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    [GeneratedRegex("Swagger UI: (http://\\S+)/swagger")]
    private static partial Regex SwaggerPage();
}
