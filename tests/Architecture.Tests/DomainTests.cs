using CleanES.Domain.EventSourcing;

namespace CleanES.Architecture.Tests;

public sealed class DomainTests
{
    private static readonly string[] _allowedNamespaces =
    [
        "System", "System.Collections", "System.Collections.Frozen", "System.Collections.Generic", "System.Collections.Immutable",
        "System.Collections.ObjectModel", "System.Diagnostics.CodeAnalysis", "System.Globalization", "System.Linq", "System.Numerics",
        "System.Runtime.CompilerServices", "System.Text", "System.Text.RegularExpressions",
    ];

    private static readonly string[] _outsideWorld = ["System.Activator", "System.AppContext", "System.AppDomain", "System.Console", "System.Environment"];

    private static readonly string[] _clocks =
    [
        "System.TimeProvider", "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
    ];

    private static readonly string[] _dice = ["System.Random", "System.Guid.NewGuid", "System.Guid.CreateVersion7"];

    [Fact]
    public void Domain_names_only_the_core_of_the_framework() => Rule.Holds(Code.Of(Rooms.Domain), type => type.Types
        .Where(named => !named.IsIn(Rooms.Domain.Namespace()) && !_allowedNamespaces.Contains(named.Namespace) && !IsHarmless(named))
        .Select(named => $"{type} names {named}. A domain needs neither input and output nor threads nor reflection."));

    [Fact]
    public void Domain_leaves_process_and_console_alone() => Rule.Holds(Code.Of(Rooms.Domain), type => Uses(type, _outsideWorld)
        .Where(member => member is not ("System.Environment" or "System.Environment.get_CurrentManagedThreadId"))      // every iterator asks for it
        .Select(member => $"{type} uses {member}."));

    [Fact]
    public void Domain_reads_no_clock() => Rule.Holds(Code.Of(Rooms.Domain), type => Uses(type, _clocks)
        .Select(member => $"{type} uses {member}. Take the time as a parameter."));

    [Fact]
    public void Domain_throws_no_dice() => Rule.Holds(Code.Of(Rooms.Domain), type => Uses(type, _dice)
        .Select(member => $"{type} uses {member}. Take the id or number as a parameter."));

    [Fact]
    public void An_event_is_a_sealed_record_nested_in_its_aggregate() => Rule.Holds(Classes.All, type =>
        !Classes.IsEvent(type) || (type.IsSealed && type.DeclaringType == AggregateOf(type))
            ? []
            : new[] { $"{type} is to be a sealed record nested in {AggregateOf(type)}." });

    private static Type AggregateOf(Type type) => type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(DomainEvent<>)
        ? type.GetGenericArguments()[0]
        : AggregateOf(type.BaseType!);

    private static IEnumerable<string> Uses(SourceType type, string[] refused) =>
        type.Members.Concat(type.Types.Select(named => named.ToString()))
            .Where(used => refused.Any(one => used == one || used.StartsWith(one + ".", StringComparison.Ordinal)));

    /// <summary>What the compiler writes into records and iterators, and what declares the name of a type.</summary>
    private static bool IsHarmless(NamedType named) => named.ToString() is
        "System.Diagnostics.DebuggerHiddenAttribute" or "System.Diagnostics.DebuggerBrowsableAttribute" or "System.Diagnostics.DebuggerBrowsableState" or
        "System.Reflection.MemberInfo";
}
