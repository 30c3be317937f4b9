using CleanES.Application.EventSourcing;
using MediatR;

namespace CleanES.Infrastructure.Tests.Subscriptions;

[Effect(Name, Begins = Begins.Beginning)]
internal sealed class JarHistorian(Probe probe) : INotificationHandler<StoredEvent>
{
    public const string Name = "jar-historian";

    private readonly Probe _probe = probe.Built<JarHistorian>();

    public Task Handle(StoredEvent stored, CancellationToken cancellation) => _probe.HandleAsync(this, stored);
}

[Effect(Name)]
internal sealed class JarHerald(Probe probe) : INotificationHandler<StoredEvent>
{
    public const string Name = "jar-herald";

    private readonly Probe _probe = probe.Built<JarHerald>();

    public Task Handle(StoredEvent stored, CancellationToken cancellation) => _probe.HandleAsync(this, stored);
}
