using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Projects;

/// <summary>Gives a project's name the key that version 1 did not store, by the rule of that day.</summary>
[Upcaster("project_created", 1)]
[Upcaster("project_renamed", 1)]
internal sealed class ProjectNameKey : IUpcaster
{
    public JsonObject Upcast(JsonObject data, EventEnvelope stored)
    {
        data["key"] = data["name"]!.GetValue<string>().Trim().ToUpperInvariant();
        return data;
    }
}
