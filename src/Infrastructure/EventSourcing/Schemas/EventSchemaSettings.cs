using CleanES.Application.EventSourcing;
using Microsoft.Extensions.Configuration;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>The section <c>EventSchemas</c> of the configuration.</summary>
internal sealed class EventSchemaSettings
{
    /// <summary>Whether every event is checked against its schema before it is stored.</summary>
    public bool Enabled { get; init; }

    /// <summary>Where the schemas lie: relative to the content root; <c>avro</c> beside the binaries if not given.</summary>
    public string Directory { get; init; } = "";

    /// <summary>Whether the configuration says where.</summary>
    public bool IsDirectoryGiven { get; init; }

    /// <summary>Whether the stored JSON of an event gets its version as <c>schema_version</c>.</summary>
    public bool AddVersionToEventData { get; init; }

    /// <summary>
    /// The versions in which events are written by their type, while processes run beside this one that do not know the newest yet. What is not named is written in its
    /// newest version.
    /// </summary>
    public IReadOnlyDictionary<string, int> WriteVersions { get; init; } = new Dictionary<string, int>();

    /// <exception cref="StartupException">A value is not of its type.</exception>
    public static EventSchemaSettings Read(IConfiguration configuration, string contentRoot)
    {
        try
        {
            var section = configuration.GetSection("EventSchemas");
            var directory = section[nameof(Directory)];
            return new EventSchemaSettings
            {
                Enabled = section.GetValue<bool>(nameof(Enabled)),
                Directory = string.IsNullOrWhiteSpace(directory) ? Path.Combine(AppContext.BaseDirectory, "avro") : Path.GetFullPath(directory, contentRoot),
                IsDirectoryGiven = !string.IsNullOrWhiteSpace(directory),
                AddVersionToEventData = section.GetValue<bool>(nameof(AddVersionToEventData)),
                WriteVersions = section.GetSection(nameof(WriteVersions)).GetChildren().ToDictionary(version => version.Key, version => version.Get<int>()),
            };
        }
        catch (InvalidOperationException notOfItsType)
        {
            throw new StartupException($"{notOfItsType.Message} Use true or false, and a number for a version.", notOfItsType);
        }
    }
}
