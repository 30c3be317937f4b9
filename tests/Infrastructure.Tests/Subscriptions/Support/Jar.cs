using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.Tests.Subscriptions;

internal sealed class Jar : AggregateRoot
{
    private Jar(Guid id) : base(id) { }

    public int Grams { get; private set; }

    public static Jar Open()
    {
        var jar = new Jar(Guid.CreateVersion7());
        jar.Raise(new Opened("plum"));
        return jar;
    }

    /// <summary>Opened and filled: as many events as asked for.</summary>
    public static Jar WithEvents(int count)
    {
        var jar = Open();
        for (var i = 1; i < count; i++) jar.Fill(i);
        return jar;
    }

    public void Fill(int grams) => Raise(new Filled(grams));

    public void Empty()
    {
        if (Grams > 0) Raise(new Emptied());
    }

    public sealed record Opened(string Label) : DomainEvent<Jar>
    {
        protected override void Apply(Jar jar) => jar.Grams = 0;
    }

    public sealed record Filled(int Grams) : DomainEvent<Jar>
    {
        protected override void Apply(Jar jar) => jar.Grams += Grams;
    }

    public sealed record Emptied : DomainEvent<Jar>
    {
        protected override void Apply(Jar jar) => jar.Grams = 0;
    }
}
