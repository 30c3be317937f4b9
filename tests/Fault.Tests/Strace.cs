using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CleanES.Fault.Tests;

/// <summary>Watches the system calls of a process, and makes some of them fail or deadly.</summary>
internal sealed partial class Strace : IAsyncDisposable
{
    public const string Program = "strace";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private Strace(Process process) => _process = process;

    /// <param name="Log">Where the calls are written.</param>
    /// <param name="Calls">Their names.</param>
    /// <param name="Paths">Only calls on these files.</param>
    /// <param name="Inject">What happens to them, as strace puts it.</param>
    /// <param name="Bytes">How much is shown of what is read or written.</param>
    public sealed record Options(string Log, string Calls, IReadOnlyList<string> Paths, string? Inject = null, int Bytes = 64)
    {
        /// <summary>To be followed by a command. Calls that are only watched leave the others at full speed; with that, nothing can be injected.</summary>
        public string[] Command => Inject is null ? [.. Common, "--seccomp-bpf"] : Common;

        /// <summary>Descriptors with their paths, all text in hexadecimal.</summary>
        public string[] Common =>
        [
            Program, "-f", "-y", "-xx", "-s", $"{Bytes}", "-o", Log, "-e", $"trace={Calls}",
            .. Paths.SelectMany(path => (string[])["-P", path]),
            .. Inject is null ? (string[])[] : ["-e", $"inject={Inject}"],
        ];
    }

    /// <summary>Ends when the running process is watched.</summary>
    public static async Task<Strace> AttachAsync(Service service, Options options)
    {
        var start = new ProcessStartInfo(Program, [.. options.Common[1..], "-p", $"{service.Id}"]) { RedirectStandardError = true };
        var process = Process.Start(start)!;
        var said = new StringBuilder();
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            said.AppendLine(line);
            if (!line.Contains(" attached", StringComparison.Ordinal)) continue;

            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            return new Strace(process);
        }

        throw new InvalidOperationException($"strace did not attach: {said}");
    }

    /// <summary>Ends with the process that is watched.</summary>
    public async Task EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
    }

    /// <summary>Lets the process go on as if nothing had been. While it dies this must not be: strace could wait for one of its threads for ever.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) Command.Run("kill", "-INT", $"{_process.Id}");
        await EndAsync();
        _process.Dispose();
    }

    /// <summary>The calls of a log in the order in which they ended; one that was cut short has no result.</summary>
    public static IReadOnlyList<Call> Read(string log)
    {
        List<Call> calls = [];
        Dictionary<string, string> unfinished = [];
        foreach (var line in File.ReadLines(log))
        {
            var (thread, text) = line.Split(' ', 2) is [var id, var rest] ? (id, rest.TrimStart()) : ("", line);
            if (Unfinished().Match(text) is { Success: true } begun) unfinished[thread] = begun.Groups[1].Value;
            else if (Resumed().Match(text) is { Success: true } end) Add(thread, (unfinished.Remove(thread, out var beginning) ? beginning : "") + end.Groups[1].Value);
            else Add(thread, text);
        }

        foreach (var (thread, text) in unfinished) Add(thread, text);
        return calls;

        void Add(string thread, string text)
        {
            if (Traced().Match(text) is not { Success: true } call) return;

            var result = Result().Match(text);
            calls.Add(new Call(
                thread, call.Groups[1].Value, Text(call.Groups[2].Value), [.. Literal().Matches(text).SelectMany(one => Bytes(one.Groups[1].Value))],
                result.Success ? long.Parse(result.Groups[1].Value, CultureInfo.InvariantCulture) : null));
        }
    }

    private static string Text(string hex) => Encoding.UTF8.GetString(Bytes(hex));

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace("\\x", "", StringComparison.Ordinal));

    [GeneratedRegex(@"^(.*?)\s*<unfinished \.\.\.>$")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^<\.\.\. \w+ resumed>(.*)$")]
    private static partial Regex Resumed();

    [GeneratedRegex(@"^(\w+)\((?:\d+<([^>]*)>)?")]
    private static partial Regex Traced();

    [GeneratedRegex("\"((?:\\\\x[0-9a-f]{2})*)\"")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\) += (-?\d+)")]
    private static partial Regex Result();
}

/// <param name="Path">Of the descriptor that is its first argument.</param>
/// <param name="Data">The beginning of what was read or written.</param>
/// <param name="Result">Null if the process ended within.</param>
internal sealed record Call(string Thread, string Name, string Path, byte[] Data, long? Result)
{
    private const int FrameHeader = 24;

    public bool IsWrite => Name == "pwrite64";

    public bool IsSync => Name is "fsync" or "fdatasync";

    /// <summary>The head of the last page that a transaction writes to a write-ahead log, which makes it valid.</summary>
    public bool IsCommit => IsWrite && Result == FrameHeader && Data.AsSpan(4, 4).ContainsAnyExcept((byte)0);

    public bool Says(string text) => Encoding.UTF8.GetString(Data).Contains(text, StringComparison.Ordinal);
}
