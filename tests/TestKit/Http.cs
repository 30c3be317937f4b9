using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace CleanES.TestKit;

public static class Http
{
    /// <summary>Sends a request and reads the whole answer, whatever its status.</summary>
    /// <param name="body">A text is sent as JSON as it is, any other object as the JSON made of it; a content as itself.</param>
    public static async Task<Answer> CallAsync(
        this HttpClient client, HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            HttpContent content => content,
            _ => JsonContent.Create(body),
        };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);

        using var response = await client.SendAsync(request);
        return new Answer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
            await response.Content.ReadAsStringAsync());
    }

    /// <summary>Reads what is there, and answers as <see cref="CallAsync"/> does.</summary>
    public static Task<Answer> FetchAsync(this HttpClient client, string path, params (string Name, string Value)[] headers) =>
        client.CallAsync(HttpMethod.Get, path, null, headers);
}

/// <summary>What came back.</summary>
/// <param name="Headers">By name, in any case.</param>
public sealed record Answer(int Status, string? MediaType, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>Of the newest event of what was changed; a query that is given it shows the change.</summary>
    public long Position => long.Parse(Headers["Journal-Position"], provider: null);

    /// <summary>Fails unless it is a problem with this status and code that gives away nothing of the service's inside.</summary>
    /// <param name="errorsIn">A field of the request that is told to be wrong.</param>
    public void IsProblem(int status, string code, string? errorsIn = null)
    {
        Assert.Equal((status, "application/problem+json"), (Status, MediaType));
        Assert.Equal(code, Json.GetProperty("code").GetString());
        Assert.Equal(status, Json.GetProperty("status").GetInt32());
        Assert.DoesNotContain("   at ", Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Body, StringComparison.Ordinal);
        if (errorsIn is not null) Assert.NotEmpty(Json.GetProperty("errors").GetProperty(errorsIn)[0].GetString()!);
    }
}
