using System.Text.Json;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>Holds JSON of any schema.</summary>
internal sealed class Holder : AggregateRoot
{
    private Holder(Guid id) : base(id) { }

    public JsonElement Content { get; private set; }

    public static Holder Fill(JsonElement content)
    {
        var holder = new Holder(Guid.CreateVersion7());
        holder.Raise(new Filled(content));
        return holder;
    }

    public sealed record Filled(JsonElement Content) : DomainEvent<Holder>
    {
        protected override void Apply(Holder holder) => holder.Content = Content;
    }
}
