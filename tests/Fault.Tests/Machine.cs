namespace CleanES.Fault.Tests;

/// <summary>What the tests need of the machine: Linux, root, strace, faketime, and that they are allowed their work.</summary>
internal static class Machine
{
    /// <exception cref="InvalidOperationException">Something is missing; says what, and the way out.</exception>
    public static void Require()
    {
        if (!OperatingSystem.IsLinux()) throw Missing("Linux: they stop the service at single system calls and fill disks of their own. Run them in a Linux container or machine.");
        if (!Environment.IsPrivilegedProcess) throw Missing("root, to mount disks of their own. Run dotnet test as root.");

        Allowed("strace. Install it: apt-get install strace. In a container allow it: --cap-add=SYS_PTRACE", () => Command.Run("strace", "-f", "-o", "/dev/null", "true"));
        Allowed("faketime. Install it: apt-get install faketime", () => Command.Run("faketime", "-f", "+1h", "true"));
        Allowed("to mount a tmpfs. In a container allow it: --cap-add=SYS_ADMIN", () => Tmpfs.Mount(megabytes: 1).Dispose());
    }

    private static void Allowed(string need, Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure)
        {
            throw Missing($"{need}. ({failure.Message})", failure);
        }
    }

    private static InvalidOperationException Missing(string need, Exception? failure = null) => new($"The fault tests need {need}", failure);
}
