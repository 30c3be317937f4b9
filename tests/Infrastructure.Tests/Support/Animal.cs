using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.Tests.Support;

/// <summary>An abstract aggregate: its events are each heir's own.</summary>
internal abstract class Animal(Guid id) : AggregateRoot(id)
{
    public string Name { get; private set; } = "";

    public sealed record Created(string Name) : DomainEvent<Animal>
    {
        protected override void Apply(Animal animal) => animal.Name = Name;
    }
}

internal sealed class Dog : Animal
{
    private Dog(Guid id) : base(id) { }

    public int Barks { get; private set; }

    public static Dog Create(Guid id, string name)
    {
        var dog = new Dog(id);
        dog.Raise(new Created(name));
        return dog;
    }

    public void Bark() => Raise(new Barked());

    public sealed record Barked : DomainEvent<Dog>
    {
        protected override void Apply(Dog dog) => dog.Barks++;
    }
}

internal sealed class Cat : Animal
{
    private Cat(Guid id) : base(id) { }

    public static Cat Create(Guid id, string name)
    {
        var cat = new Cat(id);
        cat.Raise(new Created(name));
        return cat;
    }
}
