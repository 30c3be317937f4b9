namespace CleanES.Fault.Tests;

/// <summary>A clock for processes, which can be set while they run. Time passes as fast as on the machine's, and timers do not notice.</summary>
internal sealed class Clock
{
    private readonly string _file;

    /// <param name="offset">From the machine's clock, as faketime puts it: <c>+1h</c>.</param>
    public Clock(string file, string offset)
    {
        _file = file;
        Set(offset);
    }

    /// <summary>For a process that is to have it. With faketime's fix for older systems, waits would end at once.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings =>
    [
        ("LD_PRELOAD", "/usr/$LIB/faketime/libfaketimeMT.so.1"), ("FAKETIME_TIMESTAMP_FILE", _file), ("FAKETIME_CACHE_DURATION", "1"),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"), ("FAKETIME_FORCE_MONOTONIC_FIX", "0"),
    ];

    public void Set(string offset)
    {
        File.WriteAllText($"{_file}.new", offset);
        File.Move($"{_file}.new", _file, overwrite: true);
    }
}
