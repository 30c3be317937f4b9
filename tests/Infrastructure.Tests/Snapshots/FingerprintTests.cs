using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Schemas;
using CleanES.Infrastructure.Tests.Evolution;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Snapshots;

/// <summary>Whatever could make another state of the same events makes another fingerprint.</summary>
public sealed class FingerprintTests : IDisposable
{
    private static readonly SnapshotForm _form = SnapshotForm.Of(typeof(Jar))!;

    private readonly TempFolder _avro = new();

    public FingerprintTests() => Write(1, "string");

    public void Dispose() => _avro.Dispose();

    [Fact]
    public void The_same_code_has_the_same() => Assert.Equal(Fingerprint(), Fingerprint());

    [Fact]
    public void Another_version_of_an_event_makes_another()
    {
        var before = Fingerprint();
        Write(2, "string");

        Assert.NotEqual(before, Fingerprint());
    }

    [Fact]
    public void Another_way_from_an_older_version_makes_another()
    {
        Write(2, "string", "\"jam\"");
        var before = Fingerprint();
        Write(2, "string", "\"tea\"");

        Assert.NotEqual(before, Fingerprint());
    }

    [Fact]
    public void Code_of_another_assembly_that_upcasts_makes_another() =>
        Assert.NotEqual(Fingerprint(), Fingerprint(new Upcaster("jar_filled", 1, null, Instance: new FactAttribute())));

    private string Fingerprint(params Upcaster[] upcasters) => _form.Fingerprint(Catalogue(), upcasters);

    private EventCatalogue Catalogue() =>
        new(EventDiscovery.Find([typeof(Jar), typeof(Jar.Filled)]), new EventSchemaSettings { Directory = _avro.Path, Enabled = true });

    private void Write(int version, string type, string? initial = null) => ShopSchemas.Write(
        _avro.Path, $"jar/v{version}_jar_filled", $$"""{"name": "with", "type": "{{type}}"{{(initial is null ? "" : $", \"default\": {initial}")}}}""");

    internal sealed class Jar(Guid id) : AggregateRoot(id), ISnapshots<string>
    {
        private string _with = "";

        public string Take() => _with;

        public void Restore(string state) => _with = state;

        internal sealed record Filled(string With) : DomainEvent<Jar>
        {
            protected override void Apply(Jar jar) => jar._with = With;
        }
    }
}
