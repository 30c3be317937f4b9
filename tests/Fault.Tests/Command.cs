using System.Diagnostics;

namespace CleanES.Fault.Tests;

internal static class Command
{
    /// <summary>Runs a program of the machine to its end, which must be a good one.</summary>
    public static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {errors.Trim()}");
    }
}
