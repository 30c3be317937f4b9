using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.Tests.Support;

/// <summary>A test on a service and a journal of its own.</summary>
public abstract class JournalTest : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Lazy<TestService> _service;
    private readonly Lazy<JournalFile> _file;

    private protected JournalTest()
    {
        _service = new(() => new TestService(_folder.Path, intercepted: Intercepted));
        _file = new(() => new JournalFile(JournalPath));
    }

    private protected InterceptedJournal Intercepted { get; } = new();
    private protected string Folder => _folder.Path;
    private protected string JournalPath => _folder.File(TestService.JournalName);
    private protected TestService Service => _service.Value;
    private protected IEventStore Store => Service.Store;
    private protected JournalFile File => _file.Value;

    public void Dispose()
    {
        if (_service.IsValueCreated) _service.Value.Dispose();
        if (_file.IsValueCreated) _file.Value.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
