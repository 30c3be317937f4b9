namespace CleanES.Api.EventSourcing;

/// <summary>A header that an endpoint reads, for Swagger.</summary>
internal sealed record RequestHeader(string Name, string Description);

/// <summary>A header of an endpoint's answer, for Swagger.</summary>
internal sealed record AnswerHeader(string Name, string Description, string? Example = null)
{
    public static readonly AnswerHeader
        ETag = new("ETag", "The version; send it as If-Match to change only what you have seen.", "\"0\""),
        JournalPosition = new("Journal-Position", "The position of the newest event; send it as Min-Journal-Position to read your own write from a list.", "1"),
        ReadModelParked = new("Read-Model-Parked", "How many events are set aside, so that the answer does not show them. Only where there are any, and where Min-Journal-Position is sent.", "1"),
        RetryAfter = new("Retry-After", "Seconds to wait before another try.", "1"),
        Location = new("Location", "Where to read it.");
}

/// <summary>An example of an endpoint's answer, for Swagger.</summary>
internal sealed record AnswerExample(object Value);

internal static class EndpointMetadata
{
    public static EndpointBuilder Answers<T>(this EndpointBuilder builder, int status, params AnswerHeader[] headers)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(T), ["application/json"]));
        foreach (var header in headers) builder.Metadata.Add(header);
        return builder;
    }

    public static void AnswersProblems(this EndpointBuilder builder, params ProblemKind[] kinds)
    {
        foreach (var kind in kinds) builder.Metadata.Add(kind);
        foreach (var status in kinds.Select(kind => kind.Status).Distinct())
            builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(Problem), ["application/problem+json"]));
    }

    public static RouteHandlerBuilder AnswersProblems(this RouteHandlerBuilder endpoint, params ProblemKind[] kinds)
    {
        endpoint.Add(builder => builder.AnswersProblems(kinds));
        return endpoint;
    }

    public static RouteHandlerBuilder WithExample(this RouteHandlerBuilder endpoint, object answer) => endpoint.WithMetadata(new AnswerExample(answer));
}
