using System.Text.Json;
using System.Text.RegularExpressions;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using FluentValidation;
using static CleanES.Api.EventSourcing.ProblemKind;

namespace CleanES.Api.EventSourcing;

/// <summary>The one place that decides what a caller is told of what went wrong.</summary>
internal static partial class Problems
{
    public static Problem Of(Exception exception) => exception switch
    {
        BadHttpRequestException bad => OfBadRequest(bad),
        ValidationException invalid => Of(ValidationFailed, errors: Errors(invalid.Errors, error => FieldOf(error.PropertyName), error => error.ErrorMessage)),
        AggregateNotFoundException => Of(NotFound, exception.Message),
        DomainException broken => Of(RuleBroken with { Code = broken.Code }, broken.Message),
        LostRaceException lost => Of(LostRace, lost.Message, expected: lost.ExpectedVersion, actual: lost.ActualVersion),
        ClaimTakenException taken => Of(ClaimTaken with { Code = taken.Code }, taken.Message),
        ExpectedVersionException other => Of(VersionMismatch, other.Message, expected: other.ExpectedVersion, actual: other.ActualVersion),
        EventSchemaException misfit => Of(EventSchemaMismatch, misfit.Message, Errors(misfit.Errors, error => error.Path, error => error.Reason)),
        EventTooLargeException => Of(EventTooLarge, exception.Message),
        PositionAheadException => Of(PositionAhead, exception.Message),
        // MediatR wraps what is thrown while a handler, and with it a read model, is constructed.
        ReadModelUnavailableException or InvalidOperationException { InnerException: ReadModelUnavailableException } => Of(ReadModelUnavailable),
        ReadModelBehindException => Of(ReadModelBehind, exception.Message),
        JournalUnavailableException => Of(JournalUnavailable),
        OutcomeUnknownException => Of(OutcomeUnknown),
        UnknownSubscriberException => Of(UnknownSubscriber, exception.Message),
        ToolRefusedException => Of(ToolRefused, exception.Message),
        // An unknown charset is no bad request to the framework, but a plain exception of its JSON reader.
        InvalidOperationException when exception.TargetSite?.DeclaringType == typeof(HttpRequestJsonExtensions) => Of(UnsupportedMediaType),
        _ => Of(InternalError),
    };

    /// <summary>For an answer that has a status and nothing else.</summary>
    public static Problem Of(int status) => status switch
    {
        StatusCodes.Status400BadRequest => Of(InvalidRequest),
        StatusCodes.Status404NotFound => Of(UnknownRoute),
        _ => Of(All.FirstOrDefault(kind => kind.Status == status) ?? new ProblemKind(status, $"http_{status}", "The request was not served.")),
    };

    public static Problem Of(
        ProblemKind kind, string? detail = null, IReadOnlyDictionary<string, string[]>? errors = null, long? expected = null, long? actual = null) =>
        new()
        {
            Status = kind.Status,
            Code = kind.Code,
            Title = kind.Title,
            Detail = detail,
            Errors = errors,
            ExpectedVersion = expected,
            ActualVersion = actual,
        };

    private static Problem OfBadRequest(BadHttpRequestException bad) => bad switch
    {
        { StatusCode: not StatusCodes.Status400BadRequest } => Of(bad.StatusCode),
        BadHeaderException header => Invalid(header.Name, header.Message),
        { InnerException: JsonException { InnerException: not JsonException, Path: ['$', '.', .. var field] } } =>
            Invalid(FieldOf(field), "The value is of a wrong type, no valid text, or given twice."),
        { InnerException: JsonException json } =>
            Of(InvalidRequest, $"The body is not the JSON that is expected: see line {json.LineNumber + 1}, byte {json.BytePositionInLine}."),
        _ when Unbound().Match(bad.Message) is { Success: true } unbound =>
            Invalid(unbound.Groups["name"].Value, Expected(unbound.Groups["type"].Value)),
        _ => Of(InvalidRequest, "A body is required: a JSON object."),
    };

    private static Problem Invalid(string field, string error) =>
        Of(InvalidRequest, errors: new Dictionary<string, string[]> { [field] = [error] });

    private static string Expected(string type) => type switch
    {
        "Guid" => "A UUID is expected, such as 01980b2e-7c3a-7d52-9f64-2f1a6f0e8b11.",
        "bool" => "Either true or false is expected.",
        nameof(UtcTime) => "A time is expected, such as 2025-07-15T09:30:00Z. In an address, + is written %2B.",
        "int" or "long" => "A whole number is expected.",
        _ => "The value is of a wrong type.",
    };

    private static Dictionary<string, string[]> Errors<T>(IEnumerable<T> all, Func<T, string> key, Func<T, string> message) =>
        all.GroupBy(key, message).ToDictionary(errors => errors.Key, errors => errors.Distinct().ToArray());

    /// <summary>As the field is called in JSON: <c>Lines[0].UnitPrice</c> is <c>lines[0].unitPrice</c>.</summary>
    private static string FieldOf(string property) => string.Join('.', property.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    // The framework names the parameter in its message alone.
    [GeneratedRegex("""^Failed to bind parameter "(?:Nullable<)?(?<type>\w+)\S* (?<name>\w+)" from """)]
    private static partial Regex Unbound();
}
