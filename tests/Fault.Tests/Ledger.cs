using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CleanES.Fault.Tests;

/// <summary>A file to which doubles append what they saw, a line each that begins with a word for what it is. What was appended outlives the process and the machine.</summary>
internal sealed class Ledger(string file)
{
    private const int WriteCreateAppend = 0x441, OwnerWrites = 0x180;

    private readonly Lock _gate = new();

    public string File { get; } = file;

    public void Append(string word, string what)
    {
        lock (_gate)
        {
            using var stream = new FileStream(new SafeFileHandle(Open(File, WriteCreateAppend, OwnerWrites), ownsHandle: true), FileAccess.Write, bufferSize: 0);
            stream.Write([.. System.Text.Encoding.UTF8.GetBytes($"{word} {what}"), (byte)'\n']);
            stream.Flush(flushToDisk: true);
        }
    }

    /// <summary>What follows on the word, line by line.</summary>
    public static IReadOnlyList<string> Read(Files files, string word) => !System.IO.File.Exists(files.Ledger) ? []
        : [.. System.IO.File.ReadLines(files.Ledger).Where(line => line.StartsWith($"{word} ", StringComparison.Ordinal)).Select(line => line[(word.Length + 1)..])];

    /// <summary>So that the system appends: .NET looks for the end of the file and writes there, where another process may have written meanwhile.</summary>
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string file, int flags, int mode);
}
