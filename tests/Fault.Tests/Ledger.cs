namespace CleanES.Fault.Tests;

/// <summary>A file to which doubles append what they saw, a line each that begins with a word for what it is. What was appended outlives the process and the machine.</summary>
internal sealed class Ledger(string file)
{
    private readonly Lock _gate = new();

    public string File { get; } = file;

    public void Append(string word, string what)
    {
        lock (_gate)
        {
            using var stream = new FileStream(File, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            stream.Write([.. System.Text.Encoding.UTF8.GetBytes($"{word} {what}"), (byte)'\n']);
            stream.Flush(flushToDisk: true);
        }
    }

    /// <summary>What follows on the word, line by line.</summary>
    public static IReadOnlyList<string> Read(Files files, string word) => !System.IO.File.Exists(files.Ledger) ? []
        : [.. System.IO.File.ReadLines(files.Ledger).Where(line => line.StartsWith($"{word} ", StringComparison.Ordinal)).Select(line => line[(word.Length + 1)..])];
}
