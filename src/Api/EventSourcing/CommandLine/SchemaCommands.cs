using System.CommandLine;
using CleanES.Application.EventSourcing;

namespace CleanES.Api.EventSourcing.CommandLine;

/// <summary>The event schemas as files, for those who write them.</summary>
internal sealed class SchemaCommands : ICommandGroup
{
    private readonly Option<string?> _directory = new("--directory")
    {
        Description = "Where the schemas are, looked for in the working directory and the folders above it.\n"
            + "If not given: EventSchemas:Directory, or the nearest folder avro, or the one beside the binaries.",
        HelpName = "folder",
    };
    private readonly Argument<string?> _eventOrAll = new("event")
    {
        Description = "Aggregate and event as in C#, Todo.Created, or the event type, todo_created. All events if not given.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> _released = new("--released") { Description = "Drafts are problems, too: for what is about to be released." };
    private readonly Argument<string> _event = new("event") { Description = "Aggregate and event as in C#, Todo.Created, or the event type, todo_created." };

    public Command Define(Func<IServiceProvider> services) =>
        new Command("schemas", "Check, list and write event schemas. The journal is not touched; the service may be running.")
        {
            new ToolCommand<ISchemas>(services, "validate", "Check every schema of every event; that events of every version can be read, that the newest fits its class, and that what was released has not changed.\n"
                + "Exit code: 0 no problem; 1 problems, or an error.", Validate, _directory, _released),
            new ToolCommand<ISchemas>(services, "list", "List every event with the newest version of its schema.\nExit code: 0 listed; 1 an error.", List, _directory),
            new ToolCommand<ISchemas>(services, "diff", "Tell what changes from each version of an event's schema to the next, and how events of the older one are read.\n"
                + "Exit code: 0 events of every version can be read; 1 some cannot, or an error.", Diff, _directory, _event),
            new ToolCommand<ISchemas>(services, "record", "Record released versions: write down the schema's hash and an example, which has to be readable for ever.\n"
                + "Versions that are recorded already stay as they are; drafts become released ones.\nExit code: 0 recorded, or nothing to record; 1 an error.", Record, _directory, _eventOrAll),
            new ToolCommand<ISchemas>(services, "new", "Write the next version of an event's schema as its class asks for it.\nExit code: 0 written; 1 an error, and nothing is written.", New, _directory, _event),
        };

    private int Validate(ISchemas schemas, ParseResult given)
    {
        var directory = schemas.Locate(given.GetValue(_directory));
        var events = schemas.List(directory).Count;
        var (problems, drafts) = (schemas.Validate(directory), schemas.Drafts(directory));

        if (given.IsInJson()) Output.WriteJson(new { directory, events, problems, drafts });
        else
        {
            foreach (var problem in problems) Console.WriteLine(problem);
            foreach (var draft in drafts) Console.WriteLine($"{draft} is a draft: it may still change. Before it is released, record it, with schemas record.");
            Console.WriteLine($"{directory}: {Output.Count(events, "event")}, {(problems.Count == 0 ? "no problem" : Output.Count(problems.Count, "problem"))}");
        }

        return problems.Count == 0 && (drafts.Count == 0 || !given.GetValue(_released)) ? 0 : 1;
    }

    private int List(ISchemas schemas, ParseResult given)
    {
        var events = schemas.List(given.GetValue(_directory));

        if (given.IsInJson()) Output.WriteJson(events);
        else Output.WriteTable(["event type", "version", "event", "file"], events.Select(one => new[] { one.EventType, $"{one.Version}", one.Event, one.File ?? "-" }));
        return 0;
    }

    private int Diff(ISchemas schemas, ParseResult given)
    {
        var differences = schemas.Diff(given.GetRequiredValue(_event), given.GetValue(_directory));

        if (given.IsInJson()) Output.WriteJson(differences);
        else if (differences.Count == 0) Console.WriteLine("No difference: there is one version, or what differs says nothing about values.");
        else foreach (var difference in differences) Console.WriteLine(difference);
        return differences.All(difference => difference.IsReadable) ? 0 : 1;
    }

    private int Record(ISchemas schemas, ParseResult given)
    {
        var files = schemas.Record(given.GetValue(_eventOrAll), given.GetValue(_directory));

        if (given.IsInJson()) Output.WriteJson(new { files });
        else if (files.Count == 0) Console.WriteLine("Every version is recorded already.");
        else Console.WriteLine($"{string.Join('\n', files)}\nNext: make the examples lifelike if you like, and commit them. From now on these versions count as released.");
        return 0;
    }

    private int New(ISchemas schemas, ParseResult given)
    {
        var file = schemas.WriteNext(given.GetRequiredValue(_event), given.GetValue(_directory));

        if (given.IsInJson()) Output.WriteJson(new { file });
        else Console.WriteLine($"{file}\nNext: read it through, check it with schemas validate, and when it is as it shall be released, record it with schemas record. The service uses it once it is built and started anew.");
        return 0;
    }
}
