namespace CleanES.Fault.Tests;

/// <summary>A small disk of our own, in memory.</summary>
internal sealed class Tmpfs : IDisposable
{
    private bool _covered;

    private Tmpfs(string folder) => Folder = folder;

    public string Folder { get; }

    private string Filler => Path.Combine(Folder, "filler");

    public static Tmpfs Mount(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("fault-disk-").FullName;
        Command.Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "fault-tests", folder);
        return new Tmpfs(folder);
    }

    /// <summary>Leaves not one byte.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in (int[])[65536, 4096, 1]) WriteUntilFull(filler, new byte[size]);
    }

    public void Free() => File.Delete(Filler);

    /// <summary>The whole disk; Linux refuses it as long as a file is open for writing.</summary>
    public void Remount(string mode) => Command.Run("mount", "-o", $"remount,{mode}", Folder);

    /// <summary>Every file that is opened from now on is on a read-only disk; those that are open stay as they are.</summary>
    public void CoverReadOnly()
    {
        // Made read-only aside, where nobody opens a file meanwhile, and then put over the folder in one step.
        var aside = Directory.CreateTempSubdirectory("fault-cover-").FullName;
        Command.Run("mount", "--bind", Folder, aside);
        Command.Run("mount", "-o", "remount,bind,ro", aside);
        Command.Run("mount", "--bind", aside, Folder);
        _covered = true;
        Command.Run("umount", aside);
        Directory.Delete(aside);
    }

    public void Uncover()
    {
        Command.Run("umount", "--lazy", Folder);
        _covered = false;
    }

    public void Dispose()
    {
        if (_covered) Uncover();
        Command.Run("umount", "--lazy", Folder);
        Directory.Delete(Folder);
    }

    private static void WriteUntilFull(FileStream file, byte[] bytes)
    {
        try
        {
            while (true) file.Write(bytes);
        }
        catch (IOException)
        {
            // Full, for pieces of this size.
        }
    }
}
