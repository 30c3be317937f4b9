using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using CleanES.Infrastructure.EventSourcing.Schemas;
using CleanES.Infrastructure.Tests.Schemas.Properties;

namespace CleanES.Infrastructure.Tests.Evolution.Properties;

/// <summary>Random schemas, the next versions that edits make of them, and values of the first.</summary>
public sealed class StepTests
{
    /// <summary>What readable changes are told as.</summary>
    private static readonly string[] _words =
    [
        "is new, with the default", "read without it", "was called", ", too", " and is ", "digits and has", "\" is new", "read as the enum's default",
    ];

    private static readonly TimeSpan _atOnce = TimeSpan.FromSeconds(10);

    [Fact]
    public void What_is_said_to_be_readable_fits_the_newer_version_and_loses_nothing()
    {
        var seen = new ConcurrentDictionary<string, int>();
        int changed = 0, unreadable = 0;
        Property.Holds(dice => History.Edited(dice, versions: 2), 3000, history =>
        {
            var step = history.Step(1);
            if (!IsReadable(step))
            {
                Interlocked.Increment(ref unreadable);
                return;
            }

            var newer = history.Versions[1];
            if (Upcast(step, history.Read()) is not { } upcast) return;

            Assert.Equal([], newer.Misfits(upcast));
            Assert.True(new Reference(newer.Text).Accepts(Encoding.UTF8.GetBytes(upcast.ToJsonString())), $"Refused is: {upcast}");
            Kept.Check(history.Versions[0].Type, newer.Type, history.Read(), upcast);

            if (step.Changes.Count > 0) Interlocked.Increment(ref changed);
            foreach (var change in step.Changes)
                foreach (var word in _words.Where(word => $"{change.What}; {change.Consequence}".Contains(word, StringComparison.Ordinal))) seen.AddOrUpdate(word, 1, (_, count) => count + 1);
        });

        Assert.True(changed > 100 && unreadable > 100 && seen.Count == _words.Length, $"{changed} changed and read, {unreadable} not; seen are: {string.Join(", ", seen)}");
    }

    [Fact]
    public void The_same_schema_said_otherwise_has_no_changes_and_leaves_every_value_as_it_is_but_for_defaults() => Property.Holds(History.Unchanged, 300, history =>
    {
        var step = history.Step(1);
        Assert.Equal([], step.Changes);
        Kept.CheckAll(history.Read(), step.Upcast(history.Read()), JsonNode.Parse(history.Versions[0].Text)!);
    });

    [Fact]
    public void Between_any_schemas_and_with_any_object_a_step_ends() => Property.Holds(History.Any, 500, history =>
    {
        var clock = Stopwatch.StartNew();
        var step = history.Step(1);
        Upcast(step, history.Read());
        Assert.True(clock.Elapsed < _atOnce, $"It took {clock.Elapsed}.");
    });

    [Fact]
    public void Steps_that_are_readable_form_a_chain()
    {
        var read = 0;
        Property.Holds(dice => History.Edited(dice, versions: 3), 300, history =>
        {
            var (first, second) = (history.Step(1), history.Step(2));
            if (!IsReadable(first) || !IsReadable(second)) return;

            if (Upcast(first, history.Read()) is not { } between || Upcast(second, between) is not { } upcast) return;

            Assert.Equal([], history.Versions[2].Misfits(upcast));
            Interlocked.Increment(ref read);
        });

        Assert.True(read > 20, $"{read} read");
    }

    [Fact]
    public void An_example_fits_its_schema() => Property.Holds(
        dice => History.Edited(dice, versions: 1), 500, history => Assert.Equal([], history.Versions[0].Misfits(SchemaExample.Of(history.Versions[0].File, null))));

    /// <returns>Null if a number in it would lose digits.</returns>
    private static JsonObject? Upcast(SchemaStep step, JsonObject data)
    {
        try
        {
            return step.Upcast(data);
        }
        catch (FormatException inexact) when (inexact.Message.Contains(" has more digits than a ", StringComparison.Ordinal))
        {
            return null;
        }
    }

    private static bool IsReadable(SchemaStep step) => step.Changes.All(change => change.IsReadable);
}
