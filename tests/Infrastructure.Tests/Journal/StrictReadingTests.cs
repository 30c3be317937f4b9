using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Tests.Journal;

/// <summary>What an event needs is in its stored data, or the event is unreadable.</summary>
public sealed class StrictReadingTests
{
    [Theory]
    [InlineData("""{"note":null}""")]
    [InlineData("""{"address":"Here 1"}""")]
    [InlineData("""{"address":null,"note":null}""")]
    [InlineData("""{"address":"Here 1","note":null,"carrier":null}""")]
    public void A_field_that_is_missing_or_null_where_the_event_needs_it_is_never_guessed(string data)
    {
        var unreadable = Assert.Throws<UnreadableEventException>(() => Read(data));

        Assert.StartsWith("Position 7: the data of this parcel_sent cannot be read: ", unreadable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_with_a_default_may_be_missing() =>
        Assert.Equal(new Parcel.Sent("Here 1", null), Read("""{"address":"Here 1","note":null}"""));

    private static DomainEvent Read(string data)
    {
        var settings = new EventSchemaSettings();
        var stored = new EventEnvelope(7, Guid.NewGuid(), "parcel_sent", 1, data, "parcel", Guid.NewGuid(), 0, DateTimeOffset.UnixEpoch, "{}");
        return new EventSerializer(new EventCatalogue(EventDiscovery.Find([typeof(Parcel)]), settings), settings).ToEvents(stored).Single().Event;
    }

    internal sealed class Parcel : AggregateRoot
    {
        private Parcel(Guid id) : base(id) { }

        public sealed record Sent(string Address, string? Note, string Carrier = "the post") : DomainEvent<Parcel>
        {
            protected override void Apply(Parcel parcel) { }
        }
    }
}
