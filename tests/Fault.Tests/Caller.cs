using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace CleanES.Fault.Tests;

/// <summary>One client: sends changes and keeps what it was told.</summary>
internal sealed class Caller(HttpClient http, Told told, CancellationToken stop)
{
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromMilliseconds(100);

    /// <summary>When the request was sent that is not answered yet; 0: there is none.</summary>
    private long _sentAt;

    /// <summary>The service is gone.</summary>
    public bool IsCut { get; private set; }

    /// <summary>A request was with the service when it went.</summary>
    public bool WasInFlight { get; private set; }

    public bool IsWaiting => Volatile.Read(ref _sentAt) != 0;

    public TimeSpan LongestRefusal { get; private set; }

    public static string NewMark() => Guid.NewGuid().ToString("N");

    /// <returns>Null if it was not acknowledged.</returns>
    public async Task<Saved?> SendAsync(HttpMethod method, string path, object? body, Change change)
    {
        if (IsCut || stop.IsCancellationRequested) return null;

        using var request = new HttpRequestMessage(method, path);
        request.Content = JsonContent.Create(body ?? new { });       // one without a body could be sent twice by HttpClient itself
        Volatile.Write(ref _sentAt, Stopwatch.GetTimestamp());
        try
        {
            using var answer = await http.SendAsync(request, CancellationToken.None);
            return await KeepAsync(change, answer, await answer.Content.ReadAsStringAsync(CancellationToken.None));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            IsCut = true;
            if (failure is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }) return null;     // never sent

            WasInFlight = true;
            told.Unknown.Add(change);
            return null;
        }
        catch (OperationCanceledException)
        {
            told.Unknown.Add(change);
            told.Wrong.Add($"{method} {path}: no answer in {http.Timeout}");
            IsCut = true;
            return null;
        }
        finally
        {
            Volatile.Write(ref _sentAt, 0);
        }
    }

    private async Task<Saved?> KeepAsync(Change change, HttpResponseMessage answer, string body)
    {
        if (answer.IsSuccessStatusCode)
        {
            var saved = JsonDocument.Parse(body).RootElement;
            var position = long.Parse(answer.Headers.GetValues("Journal-Position").Single(), CultureInfo.InvariantCulture);
            var acknowledged = new Saved(saved.GetProperty("id").GetGuid(), saved.GetProperty("version").GetInt64(), position);
            told.Acknowledged.Add((change, acknowledged));
            return acknowledged;
        }

        var took = Stopwatch.GetElapsedTime(_sentAt);
        if (took > LongestRefusal) LongestRefusal = took;
        switch ((int)answer.StatusCode, CodeOf(body), answer.Headers.RetryAfter)
        {
            case (409, { } code, _) when code.EndsWith("_taken", StringComparison.Ordinal):
                told.Taken.Add(change);
                Volatile.Write(ref _sentAt, 0);
                return null;
            case (503, "journal_unavailable", not null):
            case (409, "lost_race", _):
                told.Refused.Add(change);
                break;
            case (503, "outcome_unknown", not null):
                told.Unknown.Add(change);
                break;
            default:
                told.Unknown.Add(change);
                told.Wrong.Add($"{change}: {(int)answer.StatusCode}, Retry-After: {answer.Headers.RetryAfter}, {body}");
                break;
        }

        Volatile.Write(ref _sentAt, 0);
        await Task.Delay(PauseAfterRefusal, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return null;
    }

    private static string? CodeOf(string body)
    {
        try
        {
            return JsonDocument.Parse(body).RootElement.GetProperty("code").GetString();
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
