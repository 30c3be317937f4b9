using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;

namespace CleanES.Infrastructure.Tests.Model;

internal abstract record Command
{
    public abstract Operation By(Caller caller);

    /// <summary>An operation that writes nothing.</summary>
    protected Operation Read(Caller caller, Func<Task<string>> ask, Func<Oracle, string> expect) =>
        new($"{caller}: {this}", async () => (await Answer.OfAsync(ask), null), oracle => Answer.Of(() => expect(oracle)));
}

internal sealed record Load(Slot Slot) : Command
{
    public override Operation By(Caller caller) => Read(
        caller,
        async () =>
        {
            caller.Take(Slot, null);
            var loaded = await Slot.LoadAsync(caller.Store);
            caller.Take(Slot, loaded);
            return Answer.Of(loaded);
        },
        oracle => Answer.Of(oracle.Load(Slot)));

    public override string ToString() => $"load {Slot}";
}

internal sealed record Find(Slot Slot) : Command
{
    public override Operation By(Caller caller) => Read(
        caller,
        async () =>
        {
            var found = await Slot.FindAsync(caller.Store);
            caller.Take(Slot, found);
            return Answer.Of(found);
        },
        oracle => Answer.Of(oracle.Find(Slot)));

    public override string ToString() => $"find {Slot}";
}

internal sealed record Update(Slot Slot, long? ExpectedVersion, IReadOnlyList<Act> Acts) : Command
{
    public override Operation By(Caller caller) => new(
        $"{caller}: {this}",
        async () =>
        {
            var writes = false;
            long? wrote = null;
            var answer = await Answer.OfAsync(async () =>
            {
                var saved = await Slot.UpdateAsync(caller.Store, ExpectedVersion, aggregate =>
                {
                    aggregate.Do(Acts);
                    writes = aggregate.Pending.Count > 0;
                });
                wrote = writes ? saved.Position : null;
                return Answer.Of([saved]);
            });
            return (answer, wrote);
        },
        oracle => Answer.Of(() => Answer.Of([oracle.Update(Slot, ExpectedVersion, Acts)])))
    {
        IsRepeatable = false,
        ExpectInBetween = oracle => ExpectedVersion is { } expected && oracle.Replay(Slot) is { IsDiscarded: true } discarded      // after it was loaded
            ? Answer.Of(() => throw new ExpectedVersionException(Slot.Class, Slot.Id, expected, discarded.Version))
            : null,
    };

    public override string ToString() => $"update {Slot}{(ExpectedVersion is { } version ? $" at {version}" : "")} {string.Join(" ", Acts)}".TrimEnd();
}

/// <summary>Changes what the caller holds of it, and saves that.</summary>
/// <param name="Anew">All begin here, whatever is held or stored.</param>
internal sealed record Save(IReadOnlyList<Change> Changes, bool Anew) : Command
{
    public override Operation By(Caller caller)
    {
        var held = Anew ? caller.Begin(Changes) : caller.Do(Changes);
        var sent = held.ConvertAll(one => one.Send());
        return new Operation(
            $"{caller}: {this}",
            async () =>
            {
                long? wrote = null;
                var answer = await Answer.OfAsync(async () =>
                {
                    var saved = await caller.Store.SaveAsync(held.ConvertAll(one => one.Aggregate), default);
                    wrote = saved.Zip(sent).Where(one => one.Second.Pending.Count > 0).Max(one => (long?)one.First.Position);
                    foreach (var one in held) one.Saved();
                    if (sent.FindAll(one => one.Pending.Count > 0) is { Count: > 0 } changed) caller.LastSaved = changed;
                    return Answer.Of(saved);
                });
                if (held.Exists(one => one.Aggregate.Pending.Count > 0)) caller.Refused(held);
                return (answer, wrote);
            },
            oracle => Answer.Of(() => sent.Exists(one => one.Base >= 0 && oracle.Replay(one.Slot, one.Base) is null)
                ? "no such version yet"
                : Answer.Of(oracle.Save(sent.ConvertAll(one => one.Again(oracle.Replay(one.Slot, one.Base)))))))
        { Appends = sent.Exists(one => one.Pending.Count > 0) };
    }

    public override string ToString() => $"{(Anew ? "create" : "save")} {string.Join(", ", Changes.Select(change => change.Print(withBirth: Anew)))}";
}

/// <summary>Sends again what the caller has saved last: just that, or something else under the same event ids.</summary>
/// <param name="More">What the first aggregate does in addition.</param>
/// <param name="Instead">What it does instead; null: the same.</param>
internal sealed record SendAgain(IReadOnlyList<Act> More, IReadOnlyList<Act>? Instead) : Command
{
    public override Operation By(Caller caller)
    {
        var sent = caller.LastSaved.Select((one, i) => i > 0 ? one : one with { Acts = [.. Instead ?? one.Acts, .. More] }).ToList();
        return Read(
            caller,
            async () =>
            {
                List<Copy> copies = [];
                foreach (var one in sent) copies.Add(one.Again(one.Base < 0 ? null : await one.Slot.ReplayAsync(caller.Service, one.Base)));
                return Answer.Of(await caller.Store.SaveAsync(copies.ConvertAll(copy => copy.Aggregate), default));
            },
            oracle => sent.Exists(one => one.Base >= 0 && oracle.Replay(one.Slot, one.Base) is null)
                ? "no such version yet"
                : Answer.Of(oracle.Save(sent.ConvertAll(one => one.Again(oracle.Replay(one.Slot, one.Base))))));
    }

    public override string ToString() =>
        $"send again{(Instead is null ? "" : $" with {string.Join(" ", Instead)} instead")}{(More.Count == 0 ? "" : $" and {string.Join(" ", More)}")}";
}

/// <summary>Moves a subscriber's checkpoint.</summary>
internal sealed record MoveCheckpoint(long From, long To) : Command
{
    public const string Subscriber = "model";

    public override Operation By(Caller caller) => Read(
        caller,
        async () =>
        {
            await caller.Service.Get<JournalWriter>().AppendAsync(new Append([], new CheckpointMove(Subscriber, From, To, Guid.NewGuid(), Epoch: 0)));
            return "moved";
        },
        oracle => oracle.Move(From, To) ? "moved" : "checkpoint lost") with
    { IsRepeatable = false };

    public override string ToString() => $"move checkpoint {From}->{To}";
}
