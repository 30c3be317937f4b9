using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.Tests.Vectors;

/// <summary>An aggregate to which anything may happen, as with the events of djangoevents that a caller makes.</summary>
internal abstract class Raising(Guid id) : AggregateRoot(id)
{
    public void Happen(DomainEvent happened) => Raise(happened);
}

internal abstract record Silent : DomainEvent<Raising>
{
    protected override void Apply(Raising aggregate) { }
}

/// <summary>The aggregate <c>Todo</c> in the shapes that the vectors have.</summary>
internal static class Bare
{
    internal sealed class Todo(Guid id) : Raising(id)
    {
        public sealed record Created : Silent;
    }
}

internal static class BareToo
{
    internal sealed class Todo(Guid id) : Raising(id)
    {
        public sealed record Created : Silent;
    }
}

internal static class Closable
{
    internal sealed class Todo(Guid id) : Raising(id)
    {
        public sealed record Created : Silent;

        public sealed record Closed : Silent;
    }
}

internal static class Doable
{
    internal sealed class Todo(Guid id) : Raising(id)
    {
        public sealed record Created : Silent;

        public sealed record Renamed : Silent;

        public sealed record Done : Silent;
    }
}

internal static class Labelled
{
    internal sealed class Todo(Guid id) : Raising(id)
    {
        public sealed record Created(string Label) : Silent;
    }
}

internal static class Numbered
{
    internal sealed class Todo(Guid id) : Raising(id)
    {
        public sealed record Created(int Label) : Silent;
    }
}

internal static class LabelledWithMore
{
    internal sealed class Todo(Guid id) : Raising(id)
    {
        public sealed record Created(string Label, int Extra) : Silent;
    }
}

internal static class Countable
{
    internal sealed class Todo(Guid id) : Raising(id)
    {
        public sealed record Created : Silent;

        public sealed record V3(int A) : Silent;

        public sealed record Zero(int A) : Silent;
    }
}

/// <summary>The value's own class decides how it is written, as it would if the property were of that class.</summary>
internal static class Valued
{
    internal sealed class Todo(Guid id) : Raising(id)
    {
        public sealed record Created(object? Value) : Silent;
    }
}

internal static class Holding
{
    internal sealed class Todo(Guid id) : Raising(id)
    {
        public sealed record Created(Dictionary<string, string> A, List<string> B, string C) : Silent;
    }
}

internal static class Stamped
{
    internal sealed class Todo(Guid id) : Raising(id)
    {
        public sealed record Created(string Timestamp) : Silent;
    }
}
