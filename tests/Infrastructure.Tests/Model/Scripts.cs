using CleanES.Infrastructure.Tests.Support;
using CsCheck;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>One command by one of the callers.</summary>
internal sealed record Step(int Caller, Command Command)
{
    public override string ToString() => $"{NameOf(Caller)}: {Command}";

    public static string NameOf(int caller) => $"{(char)('A' + caller)}";
}

/// <summary>Random commands: on few aggregates and few values, so that they meet.</summary>
internal static class Scripts
{
    public static readonly Save Beginning = new(
        [
            new(new Slot<Account>(1), Birth.Open, []),
            new(new Slot<Member>(1), Birth.Join("a"), []),
            new(new Slot<Member>(2), Birth.Join("b"), [Act.Nickname("x")]),
        ],
        Anew: true);

    private static readonly Gen<Act> _accountAct = Gen.Frequency(
        (15, Gen.Int[1, 3].Select(Act.Deposit)), (1, Gen.Const(Act.Nothing)), (1, Gen.Const(Act.Close)));

    private static readonly Gen<string> _email = Gen.OneOf("a", "b", "c");

    private static readonly Gen<Act> _memberAct = Gen.Frequency(
        (6, _email.Select(Act.Email)),
        (6, Gen.OneOf((string?)null, "x", "y").Select(Act.Nickname)),
        (1, Gen.Const(Act.Greet)),
        (1, Gen.Const(Act.Leave)));

    public static readonly Gen<Act> AnyAct = Gen.OneOf(_accountAct, _memberAct);

    public static readonly Gen<Change> Change = Gen.OneOf(
        Gen.Select(Gen.Int[1, 2], _accountAct.Array[0, 2], (number, acts) => new Change(new Slot<Account>(number), Birth.Open, acts)),
        Gen.Select(Gen.Int[1, 3], _email, _memberAct.Array[0, 2], (number, email, acts) => new Change(new Slot<Member>(number), Birth.Join(email), acts)));

    public static readonly Gen<Command> Load = Change.Select(change => (Command)new Load(change.Slot));

    public static readonly Gen<Command> Find = Change.Select(change => (Command)new Find(change.Slot));

    public static readonly Gen<Command> Create = Change.Array[1, 2]
        .Select(changes => (Command)new Save([.. changes.DistinctBy(change => change.Slot)], Anew: true));

    public static readonly Gen<Command> Save = Change.Array[1, 3]
        .Select(changes => (Command)new Save([.. changes.DistinctBy(change => change.Slot)], Anew: false));

    public static readonly Gen<long?> ExpectedVersion = Gen.Frequency((2, Gen.Const((long?)null)), (1, Gen.Long[0, 3].Select(version => (long?)version)));

    public static readonly Gen<Command> Update = Gen.Select(
        Change, ExpectedVersion, (change, expected) => (Command)new Update(change.Slot, expected, change.Acts));

    public static readonly Gen<Command> SendSameAgain = Gen.Const((Command)new SendAgain([], null));

    public static readonly Gen<Command> SendAgain = Gen.Frequency(
        (2, SendSameAgain),
        (1, _accountAct.Select(act => (Command)new SendAgain([act], null))),
        (1, _accountAct.Array[0, 2].Select(acts => (Command)new SendAgain([], acts))));

    public static readonly Gen<Command> MoveCheckpoint = Gen.Select(Gen.Long[0, 2], Gen.Long[0, 2], (from, to) => (Command)new MoveCheckpoint(from, to));

    public static Gen<Step[]> Of(int atMost, int callers, params (int Weight, Gen<Command> Command)[] commands) =>
        Gen.Select(
            Gen.Int[0, callers - 1],
            Gen.Frequency(commands.Select(one => (one.Weight, (IGen<Command>)one.Command)).ToArray()),
            (caller, command) => new Step(caller, command)).Array[1, atMost];

    public static string Print(IEnumerable<Step> script) => string.Join("\n", script);
}
