namespace CleanES.Fault.Tests;

/// <summary>A file to which doubles append what they saw, a line each. What was appended outlives the process and the machine.</summary>
internal sealed class Ledger(string file)
{
    private readonly Lock _gate = new();

    public void Append(string line)
    {
        lock (_gate)
        {
            using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            stream.Write([.. System.Text.Encoding.UTF8.GetBytes(line), (byte)'\n']);
            stream.Flush(flushToDisk: true);
        }
    }

    public static IReadOnlyList<string> Read(string file) => File.Exists(file) ? File.ReadAllLines(file) : [];
}
