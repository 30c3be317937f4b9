using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using CleanES.Api.Tests.Projects;
using CleanES.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace CleanES.Api.Tests.Todos;

/// <summary>What whoever listens is told of requests, appends and subscribers; the names are part of the contract.</summary>
public sealed class TelemetryTests(Service service, FailingMessages failing) : IClassFixture<Service>, IClassFixture<FailingMessages>
{
    [Fact]
    public async Task One_trace_leads_from_a_request_through_the_append_to_each_subscriber_and_on_to_what_effects_append()
    {
        var client = service.CreateClient();
        var project = await client.CreateProjectAsync();
        await client.CreateTodoAsync("Pack books", project);
        await service.Settled();    // else the todo's own event may be what finds the project closed
        var trace = ActivityTraceId.CreateRandom();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "CleanES" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == trace) spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(listener);

        await client.CallAsync(HttpMethod.Post, $"/projects/{project}/close", null, ("traceparent", $"00-{trace}-00f067aa0ba902b7-01"));
        await service.Settled();
        await Eventually.IsAsync(() => Task.FromResult(spans.Count), count => count >= 8);

        Assert.Equal(
            """
            Microsoft.AspNetCore.Hosting.HttpRequestIn
              append
                closed-project-todos project_closed
                  append
                    project-list todo_discarded
                    todo-list todo_discarded
                project-closed-message project_closed
                project-list project_closed
            """.ReplaceLineEndings("\n"),
            string.Join('\n', Tree(spans.Single(span => span.ParentSpanId.ToHexString() == "00f067aa0ba902b7"))));
        var handled = spans.Single(span => span.DisplayName == "project-list project_closed");
        Assert.Equal((ActivityKind.Consumer, "project-list"), (handled.Kind, handled.GetTagItem("subscriber")));
        Assert.NotNull(handled.GetTagItem("event.id"));
        Assert.NotNull(handled.GetTagItem("event.position"));

        IEnumerable<string> Tree(Activity span) => spans.Where(one => one.ParentSpanId == span.SpanId).OrderBy(one => one.DisplayName, StringComparer.Ordinal)
            .SelectMany(Tree).Select(line => $"  {line}").Prepend(span.DisplayName);
    }

    [Fact]
    public async Task Subscribers_are_measured()
    {
        var seen = new ConcurrentDictionary<(string Instrument, string? Subscriber), long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listens) =>
            {
                if (instrument.Meter.Name == "CleanES") listens.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            foreach (var tag in tags) if (tag.Key == "subscriber") seen.AddOrUpdate((instrument.Name, $"{tag.Value}"), value, (_, before) => before + value);
        });
        listener.Start();
        var client = failing.CreateClient();

        await FailingMessages.ParkAsync(client);
        await Eventually.IsAsync(
            () =>
            {
                listener.RecordObservableInstruments();
                return Task.FromResult(seen.ToArray());
            },
            _ => seen.ContainsKey(("subscriber.lag", "project-list"))
                && new[] { ("subscriber.retried", FailingMessages.Subscriber), ("subscriber.parked", FailingMessages.Subscriber), ("subscriber.handled", "project-list") }
                    .All(one => seen.GetValueOrDefault(one) > 0));
    }

    [Fact]
    public async Task Traces_and_metrics_go_where_the_environment_says()
    {
        var folder = Directory.CreateTempSubdirectory("api-tests-");
        await using var collector = await Collector.StartAsync();
        await using (var sending = await ServiceProcess.StartAsync(
            folder.FullName, ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_SERVICE_NAME", "tried-out")))
        {
            await sending.Client.CreateTodoAsync();
            await sending.Client.FetchAsync("/todos", ("Min-Journal-Position", "1"));      // answers once the event is handled
            Assert.Equal(0, await sending.TerminateAsync());    // which sends what is left
        }

        folder.Delete(recursive: true);
        Assert.All(["tried-out", "append", "POST /todos"], words => Assert.Contains(words, collector.Received("/v1/traces"), StringComparison.Ordinal));
        Assert.All(["subscriber.handled", "http.server.request.duration"], words => Assert.Contains(words, collector.Received("/v1/metrics"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_it_says_nothing_OpenTelemetry_is_not_even_loaded()
    {
        await service.CreateClient().CreateTodoAsync();

        Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(), loaded => loaded.GetName().Name!.StartsWith("OpenTelemetry", StringComparison.Ordinal));
    }

    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, string Body)> _received = [];

        public string Address => app.Urls.Single();

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var collector = new Collector(app);
            app.MapPost("/{**path}", async context =>
            {
                using var body = new StreamReader(context.Request.Body, Encoding.Latin1);
                collector._received.Enqueue((context.Request.Path, await body.ReadToEndAsync()));
            });
            await app.StartAsync();
            return collector;
        }

        public string Received(string path) => string.Concat(_received.Where(one => one.Path == path).Select(one => one.Body));

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
