using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CleanES.Api.EventSourcing;

/// <summary>Tells Swagger what the endpoints' metadata say beyond what it finds itself: headers, examples, problems by their codes.</summary>
internal sealed class SwaggerOperation(IOptions<JsonOptions> json) : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        foreach (var header in metadata.OfType<RequestHeader>()) (operation.Parameters ??= []).Add(Parameter(header));

        foreach (var (status, answer) in operation.Responses!)
        {
            if (answer is not OpenApiResponse response) continue;

            if (status[0] is '4' or '5') DescribeProblem(response, [.. metadata.OfType<ProblemKind>().Where(kind => $"{kind.Status}" == status)]);
            else DescribeAnswer(response, metadata);
        }
    }

    private void DescribeAnswer(OpenApiResponse answer, IList<object> metadata)
    {
        answer.Headers = metadata.OfType<AnswerHeader>().ToDictionary(header => header.Name, IOpenApiHeader (header) => Header(header));
        if (metadata.OfType<AnswerExample>().LastOrDefault() is { } example) SetExample(answer, Serialize(example.Value));
    }

    private void DescribeProblem(OpenApiResponse answer, ProblemKind[] kinds)
    {
        answer.Description = string.Join("\n\n", kinds.Select(kind => $"`{kind.Code}`: {kind.Title}"));
        SetExample(answer, Serialize(Problems.Of(kinds[0])));
        if (kinds[0].Status == StatusCodes.Status503ServiceUnavailable)
            answer.Headers = new Dictionary<string, IOpenApiHeader> { [AnswerHeader.RetryAfter.Name] = Header(AnswerHeader.RetryAfter) };
    }

    private JsonNode? Serialize(object value) => JsonSerializer.SerializeToNode(value, json.Value.SerializerOptions);

    private static void SetExample(OpenApiResponse answer, JsonNode? example)
    {
        foreach (var content in answer.Content?.Values ?? []) content.Example = example;
    }

    private static OpenApiParameter Parameter(RequestHeader header) => new()
    {
        Name = header.Name,
        In = ParameterLocation.Header,
        Description = header.Description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiHeader Header(AnswerHeader header) => new()
    {
        Description = header.Description,
        Example = header.Example,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
