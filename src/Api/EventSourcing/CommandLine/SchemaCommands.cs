using System.CommandLine;
using CleanES.Application.EventSourcing;

namespace CleanES.Api.EventSourcing.CommandLine;

/// <summary>The event schemas as files, for those who write them.</summary>
internal sealed class SchemaCommands : ICommandGroup
{
    private readonly Option<bool> _json = new("--json") { Description = "Answer in JSON. Errors are told in words all the same." };
    private readonly Option<string?> _directory = new("--directory")
    {
        Description = "Where the schemas are, looked for in the working directory and the folders above it.\n"
            + "If not given: EventSchemas:Directory, or else the nearest folder avro.",
        HelpName = "folder",
    };
    private readonly Argument<string> _event = new("event") { Description = "Aggregate and event as in C#, Todo.Created, or the event type, todo_created." };

    public Command Define(Func<IServiceProvider> services)
    {
        return new Command("schemas", "Check, list and write event schemas. The journal is not touched; the service may be running.")
        {
            Command("validate", "Check every schema of every event, and that the newest fits its class.\nExit code: 0 no problem; 1 problems, or an error.", Validate),
            Command("list", "List every event with the newest version of its schema.\nExit code: 0 listed; 1 an error.", List),
            Command("new", "Write the next version of an event's schema as its class asks for it.\nExit code: 0 written; 1 an error, and nothing is written.", New, _event),
        };

        Command Command(string name, string description, Func<ISchemas, ParseResult, int> action, params Argument[] arguments)
        {
            var command = new Command(name, description) { _directory, _json };
            foreach (var argument in arguments) command.Add(argument);
            command.SetAction(given => action(services().GetRequiredService<ISchemas>(), given));
            return command;
        }
    }

    private int Validate(ISchemas schemas, ParseResult given)
    {
        var directory = schemas.Locate(given.GetValue(_directory));
        var events = schemas.List(directory).Count;
        var problems = schemas.Validate(directory);

        if (given.GetValue(_json)) Output.WriteJson(new { directory, events, problems });
        else
        {
            foreach (var problem in problems) Console.WriteLine(problem);
            Console.WriteLine($"{directory}: {Output.Count(events, "event")}, {(problems.Count == 0 ? "no problem" : Output.Count(problems.Count, "problem"))}");
        }

        return problems.Count == 0 ? 0 : 1;
    }

    private int List(ISchemas schemas, ParseResult given)
    {
        var events = schemas.List(given.GetValue(_directory));

        if (given.GetValue(_json)) Output.WriteJson(events);
        else Output.WriteTable(["event type", "version", "event", "file"], events.Select(one => new[] { one.EventType, $"{one.Version}", one.Event, one.File ?? "-" }));
        return 0;
    }

    private int New(ISchemas schemas, ParseResult given)
    {
        var file = schemas.WriteNext(given.GetRequiredValue(_event), given.GetValue(_directory));

        if (given.GetValue(_json)) Output.WriteJson(new { file });
        else Console.WriteLine($"{file}\nNext: read it through, then check it with schemas validate. The service uses it once it is built and started anew.");
        return 0;
    }
}
