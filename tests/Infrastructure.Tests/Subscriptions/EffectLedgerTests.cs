using CleanES.Application.EventSourcing;
using MediatR;

namespace CleanES.Infrastructure.Tests.Subscriptions;

public sealed class EffectLedgerTests : IDisposable
{
    private readonly SubscriberFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_an_effect_has_done_for_an_event_it_does_not_do_again_when_the_event_comes_again()
    {
        var probe = new Probe();
        var failures = 3;
        probe.Interfere = (_, _) => failures-- > 0 ? throw new InvalidOperationException("Between the two.") : Task.CompletedTask;
        await using var service = await SubscriberHarness.StartAsync(_folder, [typeof(Jar), typeof(TwoSteps)], probe: probe);
        await service.ReachAsync(TwoSteps.Name, await service.SaveAsync(Jar.Open()));

        Assert.Equal(["first", "second"], service.Get<Probe>().Of<TwoSteps>().Select(handled => handled.Handler).Where(step => step != "between"));
        Assert.Equal(2, SubscriberFolder.Number(_folder.Journal, "SELECT count(*) FROM effect_done WHERE subscriber = 'two-steps'"));
    }

    [Fact]
    public async Task Outside_an_effect_it_is_refused()
    {
        await using var service = SubscriberHarness.Prepare(_folder, [typeof(Jar)]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => service.UseAsync((IEffectLedger ledger) => ledger.OnceAsync(null!, "step", _ => Task.CompletedTask, default)));
    }

    [Effect(Name, Begins = Begins.Beginning)]
    internal sealed class TwoSteps(IEffectLedger ledger, Probe probe) : INotificationHandler<StoredEvent<Jar.Opened>>
    {
        public const string Name = "two-steps";

        public async Task Handle(StoredEvent<Jar.Opened> stored, CancellationToken cancellation)
        {
            await ledger.OnceAsync(stored, "first", _ => DoAsync("first"), cancellation);
            await probe.HandleAsync(this, stored, "between");
            await ledger.OnceAsync(stored, "second", _ => DoAsync("second"), cancellation);

            Task DoAsync(string step) => probe.NoteAsync(this, stored, step);
        }
    }
}
