using System.Net.Http.Json;
using System.Text.Json;

namespace CleanES.Fault.Tests;

internal static class Paged
{
    /// <summary>All pages of a list, a text for each item.</summary>
    /// <param name="position">What it must show at least; null: whatever there is.</param>
    public static async Task<IReadOnlyList<string>> ListAsync(this HttpClient http, string path, long? position, Func<JsonElement, string> text)
    {
        List<string> items = [];
        for (var page = 1; ; page++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}?page={page}&pageSize=100");
            if (position is not null) request.Headers.Add("Min-Journal-Position", $"{position}");
            using var answer = await http.SendAsync(request);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());

            var found = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items").EnumerateArray().ToList();
            if (found.Count == 0) return items;
            items.AddRange(found.Select(text));
        }
    }
}
