using CleanES.Application.EventSourcing;

namespace CleanES.Application.Tests.EventSourcing;

/// <summary>What callers read. The places that throw are tested where they are.</summary>
public sealed class ExceptionTests
{
    private static readonly Guid Id = new("01980b2e-7c3a-7d52-9f64-2f1a6f0e8b11");

    [Fact]
    public void A_lost_race_names_both_versions()
    {
        Assert.Contains("expected version 3, found version 5", new LostRaceException(typeof(object), Id, 3, 5).Message, StringComparison.Ordinal);
        Assert.Contains("expected none, found version 0", new LostRaceException(typeof(object), Id, -1, 0).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misfit_names_every_path()
    {
        var misfit = new EventSchemaException("todo_created", [new("todo_created.label", "is missing"), new("todo_created.tags[3]", "expected string, found 7")]);

        Assert.Equal("todo_created does not match its schema: todo_created.label: is missing; todo_created.tags[3]: expected string, found 7.", misfit.Message);
    }

    [Fact]
    public void Discarded_and_never_created_are_told_apart()
    {
        Assert.Equal($"Object {Id} was discarded.", new AggregateNotFoundException(typeof(object), Id, isDiscarded: true).Message);
        Assert.Equal($"There is no Object {Id}.", new AggregateNotFoundException(typeof(object), Id, isDiscarded: false).Message);
    }
}
