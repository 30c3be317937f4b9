using System.Diagnostics;
using System.Text;

namespace CleanES.Template.Tests;

/// <summary>A program started by a test, with its output. Ended, with all that it started, when disposed of.</summary>
internal sealed class Command : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly string _line;

    private Command(string folder, string program, string[] arguments)
    {
        _line = $"{program} {string.Join(' ', arguments)}";
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };

        // What the running test host was told about its own build must not reach another build.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output
    {
        get { lock (_output) return _output.ToString(); }
    }

    public bool HasExited => _process.HasExited;

    public static Command Start(string folder, string program, params string[] arguments) => new(folder, program, arguments);

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, TimeSpan limit, string program, params string[] arguments)
    {
        using var command = new Command(folder, program, arguments);
        return (await command.ExitCodeAsync(limit), command.Output);
    }

    /// <summary>Runs it to its end, which must be a good one, and gives what it wrote.</summary>
    public static async Task<string> SucceedAsync(string folder, TimeSpan limit, string program, params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(folder, limit, program, arguments);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)} in {folder} ended with {exitCode}:{Environment.NewLine}{output}");
        return output;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit(TimeSpan.FromSeconds(10));
        _process.Dispose();
    }

    private async Task<int> ExitCodeAsync(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!_process.HasExited)
        {
            throw new TimeoutException($"{_line} took longer than {limit}:{Environment.NewLine}{Output}");
        }
        catch (OperationCanceledException)
        {
            // It has ended; a build server that it left behind holds its output open.
        }
        return _process.ExitCode;
    }

    private void Add(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
    }
}
