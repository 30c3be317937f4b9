using System.Globalization;
using System.Reflection;
using CleanES.Application.EventSourcing;
using Microsoft.AspNetCore.Http.Metadata;

namespace CleanES.Api.EventSourcing;

/// <summary>The header <c>Min-Journal-Position</c>: what a read model must show at least. Null when it is absent.</summary>
internal sealed record MinJournalPosition(long? Value) : IBindableFromHttpContext<MinJournalPosition>, IEndpointParameterMetadataProvider
{
    private const string Name = "Min-Journal-Position";

    /// <exception cref="BadHeaderException"/>
    public static ValueTask<MinJournalPosition?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var header = context.Request.Headers[Name];
        if (header.Count == 0) return new(new MinJournalPosition(Value: null));

        if (!long.TryParse(header.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new BadHeaderException(Name, "A position is expected, as Journal-Position told it: 42.");

        context.Response.OnStarting(() =>
        {
            var parked = context.RequestServices.GetRequiredService<ReadModelAnswer>().Parked;
            if (parked > 0) context.Response.Headers[AnswerHeader.ReadModelParked.Name] = $"{parked}";
            return Task.CompletedTask;
        });
        return new(new MinJournalPosition(number));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new RequestHeader(
            Name, "Waits until the answer shows everything up to this position. What a change told as Journal-Position shows your own write."));
        builder.Metadata.Add(AnswerHeader.ReadModelParked);
    }
}
