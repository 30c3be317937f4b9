using CleanES.Application.EventSourcing;
using MediatR;

namespace CleanES.Application.Tests.EventSourcing;

public sealed class CommandIdTests
{
    private static readonly Guid _event = Guid.CreateVersion7();

    [Fact]
    public async Task A_callers_command_gets_a_new_id_each_time()
    {
        var context = new CommandContext();

        var ids = new[] { await IdOfAsync(context, new Fill("a", [1])), await IdOfAsync(context, new Fill("a", [1])) };

        Assert.All(ids, id => Assert.Equal(7, id.Version));
        Assert.NotEqual(ids[0], ids[1]);
        Assert.Null(context.CommandId);
    }

    [Fact]
    public async Task An_effects_command_gets_the_same_id_for_the_same_values_and_another_for_others()
    {
        var first = await IdOfAsync(Caused(), new Fill("a", [1]));

        Assert.Equal(7, first.Version);
        Assert.Equal(first, await IdOfAsync(Caused(), new Fill("a", [1])));
        Assert.NotEqual(first, await IdOfAsync(Caused(), new Fill("b", [1])));
        Assert.NotEqual(first, await IdOfAsync(Caused(), new Fill("a", [2])));
        Assert.NotEqual(first, await IdOfAsync(Caused(), new Empty("a", [1])));
        Assert.NotEqual(first, await IdOfAsync(new CommandContext { CommandId = Guid.CreateVersion7(), CausationId = _event }, new Fill("a", [1])));
    }

    [Fact]
    public async Task A_command_within_a_command_has_its_own_id_and_gives_back_the_outer_one()
    {
        var context = Caused();
        Guid? outer = null, inner = null, after = null;

        await new CommandIdBehavior<Fill, int>(context).Handle(new Fill("a", []), default, async () =>
        {
            outer = context.CommandId;
            inner = await IdOfAsync(context, new Fill("a", []));
            after = context.CommandId;
            return 0;
        });

        Assert.Equal((outer, _event), (after, context.CommandId));
        Assert.Equal(3, new[] { outer, inner, _event }.Distinct().Count());
    }

    [Fact]
    public async Task A_command_that_fails_gives_back_the_outer_id_too()
    {
        var context = Caused();

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            new CommandIdBehavior<Fill, int>(context).Handle(new Fill("a", []), default, () => throw new InvalidOperationException()));

        Assert.Equal(_event, context.CommandId);
    }

    private static CommandContext Caused() => new() { CommandId = _event, CausationId = _event };

    private static async Task<Guid> IdOfAsync<TRequest>(CommandContext context, TRequest request) where TRequest : IRequest<int>
    {
        Guid? id = null;
        await new CommandIdBehavior<TRequest, int>(context).Handle(request, default, () =>
        {
            id = context.CommandId;
            return Task.FromResult(0);
        });
        return id!.Value;
    }

    private sealed record Fill(string Name, IReadOnlyList<int> Grams) : IRequest<int>;

    private sealed record Empty(string Name, IReadOnlyList<int> Grams) : IRequest<int>;
}
