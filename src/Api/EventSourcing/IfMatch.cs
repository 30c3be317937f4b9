using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace CleanES.Api.EventSourcing;

/// <summary>The header <c>If-Match</c>: the version that a change is meant for. Null when it is absent or <c>*</c>.</summary>
internal sealed record IfMatch(long? Version) : IBindableFromHttpContext<IfMatch>, IEndpointParameterMetadataProvider
{
    private const string Name = "If-Match";

    /// <exception cref="BadHeaderException"/>
    public static ValueTask<IfMatch?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var header = context.Request.Headers.IfMatch;
        if (header.Count == 0 || header == "*") return new(new IfMatch(Version: null));

        var version = header.ToString() is ['"', .. var quoted, '"'] ? quoted : header.ToString();
        return long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(new IfMatch(number))
            : throw new BadHeaderException(Name, "A version is expected, as ETag told it: \"3\".");
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(
        new RequestHeader(Name, "The version that the change is meant for, as ETag told it: `\"3\"`. At any other version nothing is changed (412)."));
}

/// <summary>A header of the request that cannot be read.</summary>
internal sealed class BadHeaderException(string name, string message) : BadHttpRequestException(message)
{
    public string Name { get; } = name;
}
