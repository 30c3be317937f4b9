using CleanES.Domain.EventSourcing;
using Xunit.Sdk;
using static CleanES.TestKit.Specification;

namespace CleanES.Domain.Tests.EventSourcing;

/// <summary>What a specification demands, and how it tells its story when it fails.</summary>
public sealed class SpecificationTests
{
    [Fact]
    public void What_happens_as_it_should_is_fine()
    {
        var crate = Given<Crate>(new Crate.Built(3)).When(crate => crate.Pack("apples")).Then(new Crate.Packed("apples"));

        Assert.Equal(["apples"], crate.Content);
        When(() => Crate.Build(Guid.NewGuid(), 3)).Then(new Crate.Built(3));
        Given<Crate>(new Crate.Built(0)).When(crate => crate.Pack("apples")).ThenFails("crate.full");
        Given<Crate>(new Crate.Built(3)).When(crate => crate.PackAll([])).ThenNothing();
    }

    [Fact]
    public void Lists_are_compared_by_what_is_in_them() =>
        Given<Crate>(new Crate.Built(3), new Crate.PackedAll(["pears"]))
            .When(crate => crate.PackAll(["apples", "plums"]))
            .Then(new Crate.PackedAll(["apples", "plums"]));

    [Fact]
    public void Events_may_be_inherited() => Given<Barrel>().When(barrel => barrel.Move("cellar")).Then(new Container.Moved("cellar"));

    [Fact]
    public void Another_event_than_expected_tells_the_story() => Fails("""

        Given Crate
            Built {"size":3}
            Packed {"content":"pears"}
        When
            crate => crate.Pack("apples")
        Then
            Packed {"content":"plums"}
        But
            Packed {"content":"apples"}
        """, () => Given<Crate>(new Crate.Built(3), new Crate.Packed("pears")).When(crate => crate.Pack("apples")).Then(new Crate.Packed("plums")));

    [Fact]
    public void An_event_too_many_tells_the_story() => Fails("""

        Given Crate
            nothing
        When
            () => Crate.Build(id, 2)
        Then
            nothing
        But
            Built {"size":2}
        """, () =>
    {
        var id = Guid.NewGuid();
        When(() => Crate.Build(id, 2)).ThenNothing();
    });

    [Fact]
    public void Nothing_instead_of_a_broken_rule_tells_the_story() => Fails("""

        Given Crate
            Built {"size":3}
        When
            crate =>
            {
            crate.PackAll([]);
            }
        Then
            crate.full
        But
            nothing
        """, () => Given<Crate>(new Crate.Built(3)).When(crate =>
    {
        crate.PackAll([]);
    }).ThenFails("crate.full"));

    [Fact]
    public void A_broken_rule_is_told_with_its_message()
    {
        var full = Given<Crate>(new Crate.Built(0)).When(crate => crate.Pack("apples"));

        Tells("But\n    crate.full: There is no room for apples.", () => full.Then(new Crate.Packed("apples")));
        Tells("Then\n    crate.shut\nBut\n    crate.full: There is no room for apples.", () => full.ThenFails("crate.shut"));
    }

    [Fact]
    public void A_bug_is_told_and_kept()
    {
        var failure = Tells("But\n    NullReferenceException: ", () => Given<Crate>(new Crate.Built(3)).When(crate => crate.PackAll(null!)).ThenNothing());

        Assert.IsType<NullReferenceException>(failure.InnerException);
    }

    [Fact]
    public void A_rule_that_is_broken_too_late_is_caught() => Tells(
        "But\n    crate.full came after Packed was raised. Decide first.",
        () => Given<Crate>(new Crate.Built(1)).When(crate => crate.PackTwo("apples", "pears")).ThenFails("crate.full"));

    [Fact]
    public void What_is_lost_on_the_way_to_the_journal_is_caught() => Tells("""
        But
            Signed {} does not come back from the journal as it went:
            By: "ann" went, "nobody" came.
        """, () => Given<Crate>(new Crate.Built(3)).When(crate => crate.Sign("ann")).Then(new Crate.Signed { By = "ann" }));

    [Fact]
    public void A_given_event_is_proved_as_well() => Tells(
        "By: \"ann\" went, \"nobody\" came.", () => Given<Crate>(new Crate.Signed { By = "ann" }).When(crate => crate.Pack("apples")).ThenFails("crate.full"));

    [Fact]
    public void An_event_that_cannot_be_read_again_is_caught() => Tells(
        "Weighed {\"grams\":70} cannot be stored and read again: ",
        () => Given<Crate>(new Crate.Built(3)).When(crate => crate.Weigh(70)).Then(new Crate.Weighed(kilograms: 0.07)));

    [Fact]
    public void State_that_no_event_carries_is_caught() => Tells("""
        But
            Crate is another when it is loaded from its events; only an event's Apply may change it:
            Looks: 1 went, 0 came.
        """, () => Given<Crate>(new Crate.Built(3)).When(crate => crate.Look()).ThenNothing());

    [Fact]
    public void A_schema_that_refuses_the_event_is_caught()
    {
        WriteSchema("guarded_locked", """{"name": "key", "type": {"type": "string", "logicalType": "uuid"}}""");
        WriteSchema("guarded_opened", """{"name": "firmly", "type": "boolean"}""");

        Given<Guarded>(new Guarded.Opened(true)).When(guarded => guarded.Open(false)).Then(new Guarded.Opened(false));
        Tells(
            "Locked {\"key\":\"none\"} cannot be stored and read again: guarded_locked does not match its schema: guarded_locked.key: expected uuid, found \"none\".",
            () => Given<Guarded>().When(guarded => guarded.Lock("none")).Then(new Guarded.Locked("none")));
    }

    private static void WriteSchema(string eventType, string field)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "avro", "guarded")).FullName;
        File.WriteAllText(Path.Combine(folder, $"v1_{eventType}.json"), $$"""
            {"type": "record", "name": "{{eventType}}", "fields": [
              {"name": "entity_id", "type": "string"}, {"name": "entity_version", "type": "long"}, {"name": "domain_event_id", "type": "string"}, {{field}}]}
            """);
    }

    private static void Fails(string story, Action specification) =>
        Assert.Equal(story.ReplaceLineEndings("\n"), Assert.ThrowsAny<XunitException>(specification).Message);

    private static XunitException Tells(string part, Action specification)
    {
        var failure = Assert.ThrowsAny<XunitException>(specification);
        Assert.Contains(part.ReplaceLineEndings("\n"), failure.Message, StringComparison.Ordinal);
        return failure;
    }

    private sealed class Crate(Guid id) : AggregateRoot(id)
    {
        private readonly List<string> _content = [];

        public int Size { get; private set; }
        public int Looks { get; private set; }
        public IReadOnlyList<string> Content => _content;

        public static Crate Build(Guid id, int size)
        {
            var crate = new Crate(id);
            crate.Raise(new Built(size));
            return crate;
        }

        public void Pack(string content)
        {
            if (_content.Count >= Size) throw new DomainException("crate.full", $"There is no room for {content}.");
            Raise(new Packed(content));
        }

        public void PackTwo(string first, string second)
        {
            Pack(first);
            Pack(second);
        }

        public void PackAll(string[] content)
        {
            if (content.Length > 0) Raise(new PackedAll(content));
        }

        public void Look() => Looks++;

        public void Sign(string by) => Raise(new Signed { By = by });

        public void Weigh(int grams) => Raise(new Weighed(grams / 1000.0));

        public sealed record Built(int Size) : DomainEvent<Crate>
        {
            protected override void Apply(Crate crate) => crate.Size = Size;
        }

        public sealed record Packed(string Content) : DomainEvent<Crate>
        {
            protected override void Apply(Crate crate) => crate._content.Add(Content);
        }

        public sealed record PackedAll(IReadOnlyList<string> Content) : DomainEvent<Crate>
        {
            protected override void Apply(Crate crate) => crate._content.AddRange(Content);
        }

        /// <summary>Its property is invisible to JSON.</summary>
        public sealed record Signed : DomainEvent<Crate>
        {
            internal string By { get; init; } = "nobody";

            protected override void Apply(Crate crate) { }
        }

        /// <summary>Its constructor does not take what its JSON has.</summary>
        public sealed record Weighed : DomainEvent<Crate>
        {
            public Weighed(double kilograms) => Grams = (int)Math.Round(kilograms * 1000);

            public int Grams { get; }

            protected override void Apply(Crate crate) { }
        }
    }

    private abstract class Container(Guid id) : AggregateRoot(id)
    {
        public string Place { get; private set; } = "";

        public void Move(string place) => Raise(new Moved(place));

        public sealed record Moved(string Place) : DomainEvent<Container>
        {
            protected override void Apply(Container container) => container.Place = Place;
        }
    }

    private sealed class Barrel(Guid id) : Container(id);

    /// <summary>Has schemas.</summary>
    private sealed class Guarded(Guid id) : AggregateRoot(id)
    {
        public void Lock(string key) => Raise(new Locked(key));

        public void Open(bool firmly) => Raise(new Opened(firmly));

        public sealed record Locked(string Key) : DomainEvent<Guarded>
        {
            protected override void Apply(Guarded guarded) { }
        }

        public sealed record Opened(bool Firmly) : DomainEvent<Guarded>
        {
            protected override void Apply(Guarded guarded) { }
        }
    }
}
