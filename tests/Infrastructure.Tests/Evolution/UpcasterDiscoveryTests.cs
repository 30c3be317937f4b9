using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Tests.Evolution;

public sealed class UpcasterDiscoveryTests
{
    [Theory]
    [InlineData(typeof(Unnamed), "does not say what it reads. Add [Upcaster(\"event_type\", version)].")]
    [InlineData(typeof(Idle), "an upcaster implements IUpcaster or ISplittingUpcaster, and one of them only.")]
    [InlineData(typeof(Both), "an upcaster implements IUpcaster or ISplittingUpcaster, and one of them only.")]
    [InlineData(typeof(Curious), "an upcaster is pure, so that its constructor takes nothing.")]
    [InlineData(typeof(BeforeTheFirst), "[Upcaster(\"cart_taken\", 0)] names no version. The first is 1.")]
    [InlineData(typeof(Restless), "an IUpcaster makes the next version of cart_taken. Implement ISplittingUpcaster to make other events of it.")]
    public void What_is_wrong_with_a_class_is_told(Type type, string problem) =>
        Assert.EndsWith(problem, Assert.Throws<StartupException>(() => Upcaster.Find([type])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_version_is_read_by_one_upcaster() => Assert.EndsWith(
        "Version 1 of cart_paid_for is read by CleanES.Infrastructure.Tests.Evolution.PriceAsNumber and CleanES.Infrastructure.Tests.Evolution.UpcasterDiscoveryTests+Another. Keep one.",
        Assert.Throws<StartupException>(() => Upcaster.Find([typeof(PriceAsNumber), typeof(Another)])).Message, StringComparison.Ordinal);

    [Fact]
    public void An_event_type_that_nobody_knows_is_named()
    {
        var problem = Assert.Throws<StartupException>(() => new EventCatalogue(EventDiscovery.Find([typeof(Cart)]), new EventSchemaSettings(), Upcaster.Find([typeof(Mistyped)])));

        Assert.Equal(
            [
                "The upcasters cannot be used as they are:",
                "  CleanES.Infrastructure.Tests.Evolution.UpcasterDiscoveryTests+Mistyped names cart_taekn, which has neither a class nor a schema. Correct the name, or bring back its schema.",
                "  CleanES.Infrastructure.Tests.Evolution.UpcasterDiscoveryTests+Mistyped names deliveri_sent, which has neither a class nor a schema. Correct the name, or bring back its schema.",
            ],
            problem.Message.Split('\n'));
    }

    [Fact]
    public void One_class_may_read_several() =>
        Assert.Equal([("cart_taken", 1), ("cart_taken", 2)], Upcaster.Find([typeof(Several)]).Select(one => (one.EventType, one.Version)));

    private abstract class Same : IUpcaster
    {
        public JsonObject Upcast(JsonObject data, EventEnvelope stored) => data;
    }

    private sealed class Unnamed : Same;

    [Upcaster("cart_taken", 1)]
    private sealed class Idle;

    [Upcaster("cart_taken", 1)]
    private sealed class Both : Same, ISplittingUpcaster
    {
        public IEnumerable<UpcastEvent> Split(JsonObject data, EventEnvelope stored) => [];
    }

    [Upcaster("cart_taken", 1)]
    private sealed class Curious(TimeProvider clock) : Same
    {
        public override string ToString() => $"{clock}";
    }

    [Upcaster("cart_taken", 0)]
    private sealed class BeforeTheFirst : Same;

    [Upcaster("cart_taken", 1, "cart_sent")]
    private sealed class Restless : Same;

    [Upcaster("cart_paid_for", 1)]
    private sealed class Another : Same;

    [Upcaster("cart_taekn", 1, "deliveri_sent")]
    private sealed class Mistyped : ISplittingUpcaster
    {
        public IEnumerable<UpcastEvent> Split(JsonObject data, EventEnvelope stored) => [];
    }

    [Upcaster("cart_taken", 1)]
    [Upcaster("cart_taken", 2)]
    private sealed class Several : Same;
}
