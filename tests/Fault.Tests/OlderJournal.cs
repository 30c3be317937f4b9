namespace CleanES.Fault.Tests;

/// <summary>A journal as a version of the service left it that did not know the newest migration.</summary>
internal static class OlderJournal
{
    /// <summary>Claims are put aside, since only the table is undone and what clients were told still holds.</summary>
    public static void Make(Files files) => Journal.Execute(files, """
        CREATE TABLE put_aside AS SELECT * FROM claim;
        DROP TABLE claim;
        DELETE FROM __EFMigrationsHistory WHERE MigrationId LIKE '%_AddClaims';
        """);

    public static void BringBackClaims(Files files)
    {
        if (Journal.Execute(files, "SELECT count(*) FROM sqlite_master WHERE name = 'put_aside'") is 1L) Journal.Execute(files, "INSERT INTO claim SELECT * FROM put_aside");
    }
}
