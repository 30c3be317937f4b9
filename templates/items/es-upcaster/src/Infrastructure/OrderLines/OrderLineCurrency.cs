using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.OrderLines;

/// <summary>Gives events of version FROM_VERSION the <c>new_property</c> that they did not store.</summary>
[Upcaster("order_line_amount_changed", FROM_VERSION)]
internal sealed class OrderLineCurrency : IUpcaster
{
    public JsonObject Upcast(JsonObject data, EventEnvelope stored)
    {
        data["new_property"] = PROPERTY_VALUE;
        return data;
    }
}
