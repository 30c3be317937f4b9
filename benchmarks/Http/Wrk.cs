using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CleanES.Benchmarks.Http;

/// <summary>The load generator wrk, a program of its own.</summary>
internal static partial class Wrk
{
    /// <summary>Posts todos over 64 connections.</summary>
    /// <returns>How many were answered, and how many in a second.</returns>
    public static async Task<(long Answers, double Rate)> PostTodosAsync(Uri service, int seconds = 3)
    {
        using var process = Start(["-t1", "-c64", $"-d{seconds}s", "--timeout", "10s", "-s", Path.Combine(AppContext.BaseDirectory, "Http/post.lua"), $"{new Uri(service, "/todos")}"]);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || Failures().IsMatch(output)) throw new InvalidOperationException($"Not every request was served:\n{output}");

        return ((long)Number(Answers()), Number(Rate()));

        double Number(Regex line) => double.Parse(line.Match(output).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
    }

    private static Process Start(string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("The load comes from wrk, which is not installed. On Debian: apt-get install wrk", missing);
        }
    }

    [GeneratedRegex("Non-2xx|Socket errors")]
    private static partial Regex Failures();

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Answers();

    [GeneratedRegex(@"Requests/sec: +([\d.]+)")]
    private static partial Regex Rate();
}
