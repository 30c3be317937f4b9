using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace CleanES.Api.EventSourcing.CommandLine;

/// <summary>How commands answer.</summary>
internal static class Output
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void WriteJson(object answer) => Console.WriteLine(JsonSerializer.Serialize(answer, _json));

    public static void WriteTable(string[] header, IEnumerable<string[]> rows)
    {
        var lines = rows.Prepend(header).ToList();
        var widths = header.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines) Console.WriteLine(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    /// <summary>On one line, and with nothing that a terminal would obey.</summary>
    public static string Cell(object? value) =>
        value is byte[] bytes ? $"({bytes.Length} bytes)" : string.Concat($"{value}".Select(one => char.IsControl(one) ? ' ' : one));

    /// <summary>For an answer without end: each line goes out at once, and writing throws <see cref="IOException"/> when nobody reads any more.</summary>
    public static TextWriter OpenLines()
    {
        // The console's own stream keeps silent about a reader that has gone.
        var output = OperatingSystem.IsWindows() || !Console.IsOutputRedirected ? null : new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return new StreamWriter(output is { CanSeek: false } ? output : Console.OpenStandardOutput()) { AutoFlush = true, NewLine = "\n" };
    }

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(long number, string what) => $"{Count(number)} {what}{(number == 1 ? "" : "s")}";
}
