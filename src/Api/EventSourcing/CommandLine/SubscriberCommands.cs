using System.CommandLine;
using CleanES.Application.EventSourcing;

namespace CleanES.Api.EventSourcing.CommandLine;

/// <summary>The subscribers, for those who look after them.</summary>
internal sealed class SubscriberCommands : ICommandGroup
{
    private readonly Argument<string> _subscriber = new("subscriber") { Description = "Its name: see subscribers list." };
    private readonly Argument<string?> _subscriberOrAll = new("subscriber") { Description = "Its name. All if not given.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string> _projection = new("projection") { Description = "Its name: see subscribers list." };
    private readonly Argument<long> _position = new("position") { Description = "The event's place in the journal." };
    private readonly Argument<string> _correlationId = new("correlation id") { Description = "As the metadata of events tell it; over HTTP the trace id of traceparent." };
    private readonly Option<long?> _parkedAt = new("--position") { Description = "Only what is parked there, and what is parked of the same aggregate.", HelpName = "position" };
    private readonly Option<long?> _handledUpTo = new("--position") { Description = "Only for an effect: the last event that counts as handled.\nIf not given: the newest, or where it is if that fits this journal.", HelpName = "position" };
    private readonly Option<string> _reason = new("--reason") { Description = "Why. It is kept with the event.", HelpName = "text", Required = true };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Only begin: the service goes on with it, now or when it runs again." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only tell which." };

    public Command Define(Func<IServiceProvider> services) =>
        new Command("subscribers", """
            See how projections and effects stand, and help those that fail.
            The service may be running: what is asked for is done within a second; or not: then when it runs again.
            """)
        {
            new ToolCommand<ISubscribers>(services, "list", "List every subscriber, and how it stands.\nExit code: 0 listed; 1 an error.", ListAsync),
            new ToolCommand<ISubscriberTools>(services, "parked", "List the events that are set aside. Those without an error are because an earlier event of their aggregate is.\nExit code: 0 listed; 1 an error.", ParkedAsync, _subscriberOrAll),
            new ToolCommand<ISubscriberTools>(services, "retry", "Try again at once: a subscriber that is retrying or stopped, and what it has parked.\nExit code: 0 asked for; 1 an error.", RetryAsync, _subscriber, _parkedAt),
            new ToolCommand<ISubscriberTools>(services, "skip", "Give one event up for a subscriber: one that is parked, or the one at which it is retrying or stopped. The later ones of its aggregate are tried.\n"
                + "Exit code: 0 given up; 1 an error, and nothing is changed.", SkipAsync, _subscriber, _position, _reason),
            new ToolCommand<ISubscriberTools>(services, "pause", "Have a subscriber begin nothing new, until it is resumed.\nExit code: 0 asked for; 1 an error.", PauseAsync, _subscriber),
            new ToolCommand<ISubscriberTools>(services, "resume", "Have a paused subscriber go on.\nExit code: 0 asked for; 1 an error.", ResumeAsync, _subscriber),
            new ToolCommand<ISubscriberTools>(services, "rebuild", "Build a projection's read model anew from the journal, beside the one that goes on to serve queries and is replaced at the end.\n"
                + "Where no service runs, this command does it. Ctrl+C leaves it, to go on later: with this command, or with the service.\n"
                + "Exit code: 0 rebuilt, or begun with --no-wait; 1 left, or an error.", RebuildAsync, _projection, _noWait),
            new ToolCommand<ISubscriberTools>(services, "reset", "Let a subscriber go on whose checkpoint does not fit the journal, as after it was brought back from a backup:\n"
                + "a projection with an empty read model from the first event, an effect after a position.\nExit code: 0 asked for; 1 an error, and nothing is changed.", ResetAsync, _subscriber, _handledUpTo),
            new ToolCommand<ISubscriberTools>(services, "prune", "Remove read models that no projection uses: of old shapes, versions and rebuilds, and of projections that are gone.\n"
                + "Exit code: 0 removed, or nothing to remove; 1 an error.", PruneAsync, _dryRun),
            new ToolCommand<ISubscriberTools>(services, "why", "Tell what became of an event with a subscriber: handled, filtered, parked, skipped or waiting; and why.\nExit code: 0 told; 1 an error.", WhyAsync, _subscriber, _position),
            new ToolCommand<ISubscriberTools>(services, "trace", "Show all that followed from one request: commands, the events that they raised, the commands that effects sent because of these.\n"
                + "Exit code: 0 shown; 1 no event, or an error.", TraceAsync, _correlationId),
        };

    private static async Task<int> ListAsync(ISubscribers subscribers, ParseResult given, CancellationToken cancellation)
    {
        var all = await subscribers.ListAsync(cancellation);
        return Answer(given, all, () => Output.WriteTable(["name", "kind", "state", "position", "lag", "lag seconds", "parked", "error"], all.Select(one => new[]
        {
            one.Name, one.Kind, one.Rebuild is { } rebuild ? $"{one.State}, rebuilt up to {rebuild.Position} of {rebuild.Of}" : one.State,
            $"{one.Position}", $"{one.Lag}", $"{one.LagSeconds:0.#}", $"{one.Parked}", Output.Cell(one.Error ?? one.Rebuild?.Error),
        })));
    }

    private async Task<int> ParkedAsync(ISubscriberTools tools, ParseResult given, CancellationToken cancellation)
    {
        var all = await tools.ParkedAsync(given.GetValue(_subscriberOrAll), cancellation);
        return Answer(given, all, () =>
        {
            if (all.Count == 0) Console.WriteLine("Nothing is parked.");
            else Output.WriteTable(["subscriber", "position", "event type", "aggregate", "parked at", "attempts", "error"], all.Select(one => new[]
            {
                one.Subscriber, $"{one.Position}", one.EventType, $"{one.AggregateType} {one.AggregateId}", $"{one.ParkedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}",
                one.IsRetried ? $"{one.Attempts}, tried again" : $"{one.Attempts}", Output.Cell(one.Error),
            }));
        });
    }

    private async Task<int> RetryAsync(ISubscriberTools tools, ParseResult given, CancellationToken cancellation)
    {
        var subscriber = given.GetRequiredValue(_subscriber);
        var retried = await tools.RetryAsync(subscriber, given.GetValue(_parkedAt), cancellation);
        return Answer(given, new { subscriber, retried }, $"{subscriber} is tried again, with {Output.Count(retried, "parked event")}.");
    }

    private async Task<int> SkipAsync(ISubscriberTools tools, ParseResult given, CancellationToken cancellation)
    {
        var (subscriber, position) = (given.GetRequiredValue(_subscriber), given.GetRequiredValue(_position));
        await tools.SkipAsync(subscriber, position, given.GetRequiredValue(_reason), cancellation);
        return Answer(given, new { subscriber, skipped = position }, $"{subscriber} skips position {position}.");
    }

    private async Task<int> PauseAsync(ISubscriberTools tools, ParseResult given, CancellationToken cancellation)
    {
        var subscriber = given.GetRequiredValue(_subscriber);
        await tools.PauseAsync(subscriber, cancellation);
        return Answer(given, new { subscriber, isPaused = true }, $"{subscriber} is paused.");
    }

    private async Task<int> ResumeAsync(ISubscriberTools tools, ParseResult given, CancellationToken cancellation)
    {
        var subscriber = given.GetRequiredValue(_subscriber);
        await tools.ResumeAsync(subscriber, cancellation);
        return Answer(given, new { subscriber, isPaused = false }, $"{subscriber} goes on.");
    }

    private async Task<int> RebuildAsync(ISubscriberTools tools, ParseResult given, CancellationToken cancellation)
    {
        var projection = given.GetRequiredValue(_projection);
        await tools.RebuildAsync(projection, CancellationToken.None);     // short, and whoever ends it is told how it goes on
        if (given.GetValue(_noWait)) return Answer(given, new { projection, isRebuilt = false }, $"{projection} is being rebuilt; subscribers list tells how far it is.");

        try
        {
            await ProgressBar.ShowAsync((RebuildStatus at) => new Advance(at.Position, at.Of, at.Error), async progress =>
            {
                await tools.FollowRebuildAsync(projection, progress, cancellation);
                return true;
            });
            return Answer(given, new { projection, isRebuilt = true }, $"{projection} is rebuilt.");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"{projection} is not rebuilt yet. The service goes on with it, now or when it runs again; or this command, given again.");
            return 1;
        }
    }

    private async Task<int> ResetAsync(ISubscriberTools tools, ParseResult given, CancellationToken cancellation)
    {
        var subscriber = given.GetRequiredValue(_subscriber);
        await tools.ResetAsync(subscriber, given.GetValue(_handledUpTo), cancellation);
        return Answer(given, new { subscriber, isReset = true }, $"{subscriber} is reset.");
    }

    private async Task<int> PruneAsync(ISubscriberTools tools, ParseResult given, CancellationToken cancellation)
    {
        var files = await tools.PruneAsync(given.GetValue(_dryRun), cancellation);
        return Answer(given, new { files }, files.Count == 0 ? "No read model is unused." : string.Join('\n', files));
    }

    private async Task<int> WhyAsync(ISubscriberTools tools, ParseResult given, CancellationToken cancellation)
    {
        var fate = await tools.WhyAsync(given.GetRequiredValue(_subscriber), given.GetRequiredValue(_position), cancellation);
        return Answer(given, fate, $"{fate.Fate}: {fate.Why}");
    }

    private async Task<int> TraceAsync(ISubscriberTools tools, ParseResult given, CancellationToken cancellation)
    {
        var correlationId = given.GetRequiredValue(_correlationId);
        var commands = await tools.TraceAsync(correlationId, cancellation);
        if (commands.Count > 0) return Answer(given, commands, () => WriteTree(commands, indent: ""));

        await Console.Error.WriteLineAsync($"No event of the journal carries the correlation id {correlationId}.");
        return 1;
    }

    private static void WriteTree(IReadOnlyList<TracedCommand> commands, string indent)
    {
        foreach (var command in commands)
        {
            Console.WriteLine($"{indent}command {(command.CommandId is { } id ? $"{id}" : "without an id")}");
            foreach (var one in command.Events)
            {
                Console.WriteLine($"{indent}  {one.Position}  {one.CreateDate.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}  {one.EventType}  {one.AggregateType} {one.AggregateId}");
                WriteTree(one.Commands, $"{indent}    ");
            }
        }
    }

    private static int Answer(ParseResult given, object json, string words) => Answer(given, json, () => Console.WriteLine(words));

    private static int Answer(ParseResult given, object json, Action inWords)
    {
        if (given.IsInJson()) Output.WriteJson(json);
        else inWords();
        return 0;
    }
}
