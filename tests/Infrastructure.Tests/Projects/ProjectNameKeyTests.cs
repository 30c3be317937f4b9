using CleanES.Application.EventSourcing;
using CleanES.Domain.Projects;
using CleanES.Infrastructure.Projects;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Projects;

/// <summary>Projects that were stored before their names had a key.</summary>
public sealed class ProjectNameKeyTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestService _service;
    private readonly JournalFile _file;

    public ProjectNameKeyTests()
    {
        foreach (var schema in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "avro", "project")))
            File.Copy(schema, Path.Combine(Directory.CreateDirectory(_folder.File("avro/project")).FullName, Path.GetFileName(schema)));
        _service = new TestService(
            _folder.Path, aggregates: [typeof(Project), typeof(ProjectNameKey)],
            settings: new() { ["EventSchemas:Enabled"] = "true", ["EventSchemas:Directory"] = "avro" });
        _file = new JournalFile(_folder.File(TestService.JournalName));
    }

    public void Dispose()
    {
        _service.Dispose();
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Version_1_gets_the_key_of_its_day()
    {
        var id = Guid.CreateVersion7();
        _file.Plant(id, 0, "project_created", """{"name":" Move house"}""", aggregateType: "project");
        _file.Plant(id, 1, "project_renamed", """{"name":"Przeprowadzka łódź "}""", aggregateType: "project");

        Assert.Equal(
            [new Project.Created(" Move house", "MOVE HOUSE"), new Project.Renamed("Przeprowadzka łódź ", "PRZEPROWADZKA ŁÓDŹ")],
            await _service.Journal.FollowAsync(0, default).Take(2).Select(stored => stored is StoredEvent<Project.Created> created ? created.Event : (object)((StoredEvent<Project.Renamed>)stored).Event).ToListAsync());
    }

    [Fact]
    public async Task A_project_of_then_goes_on_and_frees_its_name()
    {
        var id = Guid.CreateVersion7();
        _file.Plant(id, 0, "project_created", """{"name":"Move house"}""", aggregateType: "project");
        _file.Execute($"INSERT INTO claim VALUES ('project.name', 'MOVE HOUSE', 'project', '{id}')");
        await Assert.ThrowsAsync<ClaimTakenException>(() => _service.Store.SaveAsync(Project.Create(Guid.CreateVersion7(), "move HOUSE "), default));

        await _service.Store.UpdateAsync<Project>(id, expectedVersion: 0, project => project.Rename("Move flat"), default);

        await _service.Store.SaveAsync(Project.Create(Guid.CreateVersion7(), "move HOUSE "), default);
        Assert.Equal([1, 2], (await _service.HistoryAsync<Project>(id)).Select(stored => stored.EventVersion));
        _file.AssertInvariants();
    }
}
