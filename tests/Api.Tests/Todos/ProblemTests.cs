using CleanES.Api.EventSourcing;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.TestKit;
using MediatR;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CleanES.Api.Tests.Todos;

/// <summary>What callers are told of failures that cannot be provoked from outside.</summary>
public sealed class ProblemTests(ProblemTests.FailingService service) : IClassFixture<ProblemTests.FailingService>
{
    private readonly HttpClient _client = service.CreateClient();

    public static TheoryData<Exception, int, string> Failures => new()
    {
        { new LostRaceException(typeof(AggregateRoot), Guid.Empty, 3, 4), 409, "lost_race" },
        { new ClaimTakenException("some.value", "X"), 409, "some.value_taken" },
        { new ExpectedVersionException(typeof(AggregateRoot), Guid.Empty, 3, 4), 412, "version_mismatch" },
        { new DomainException("some.rule", "Not so."), 422, "some.rule" },
        { new EventSchemaException("todo_created", [new SchemaError("todo_created.label", "expected string, found 7")]), 422, "event_schema_mismatch" },
        { new EventTooLargeException("todo_created", IEventStore.MaxEventBytes + 1), 422, "event_too_large" },
        { new PositionAheadException(9, 3), 400, "position_ahead" },
        { new JournalUnavailableException("secret"), 503, "journal_unavailable" },
        { new OutcomeUnknownException(new IOException("secret")), 503, "outcome_unknown" },
        { new ReadModelUnavailableException("todo-list", "secret", new IOException("secret")), 503, "read_model_unavailable" },
        { new ReadModelBehindException("todo-list", 9, 3, isStopped: true), 503, "read_model_behind" },
        { new UnreadableEventException("secret"), 500, "internal_error" },
        { new EventIdTakenException(Guid.Empty), 500, "internal_error" },
        { new InvalidOperationException("secret"), 500, "internal_error" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Every_failure_has_a_status_and_a_code_and_keeps_its_secrets(Exception failure, int status, string code)
    {
        service.Handle = _ => throw failure;

        var refused = await _client.CallAsync(HttpMethod.Post, "/todos", new { label = "Buy milk" });

        refused.IsProblem(status, code);
        Assert.DoesNotContain("secret", refused.Body, StringComparison.Ordinal);
        Assert.Equal(status == 503, refused.Headers.ContainsKey("Retry-After"));
        Assert.Equal(status >= 500 || failure is EventSchemaException, service.Log.Any(entry => entry.Level >= LogLevel.Warning));
    }

    [Fact]
    public async Task A_lost_race_names_both_versions()
    {
        service.Handle = _ => throw new LostRaceException(typeof(AggregateRoot), Guid.Empty, 3, 4);

        var refused = (await _client.CallAsync(HttpMethod.Post, "/todos", new { label = "Buy milk" })).Json;

        Assert.Equal((3, 4), (refused.GetProperty("expectedVersion").GetInt64(), refused.GetProperty("actualVersion").GetInt64()));
    }

    [Fact]
    public async Task A_misfit_of_the_schema_is_told_by_path()
    {
        service.Handle = _ => throw new EventSchemaException("todo_created", [new SchemaError("todo_created.label", "expected string, found 7")]);

        var refused = await _client.CallAsync(HttpMethod.Post, "/todos", new { label = "Buy milk" });

        Assert.Equal("expected string, found 7", refused.Json.GetProperty("errors").GetProperty("todo_created.label")[0].GetString());
    }

    [Fact]
    public async Task A_caller_that_goes_away_is_no_error()
    {
        using var caller = new CancellationTokenSource();
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        service.Handle = async cancellation =>
        {
            await caller.CancelAsync();
            await using var _ = cancellation.Register(gone.SetResult);
            await gone.Task;
            cancellation.ThrowIfCancellationRequested();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.GetAsync(new Uri("/todos", UriKind.Relative), caller.Token));

        await gone.Task;
        await service.Log.Answered.Task;
        Assert.DoesNotContain(service.Log, entry => entry.Level >= LogLevel.Warning);
    }

    [Theory]
    [InlineData(400, "invalid_request")]
    [InlineData(404, "unknown_route")]
    [InlineData(413, "body_too_large")]
    [InlineData(418, "http_418")]
    public void A_bare_status_has_a_code(int status, string code) => Assert.Equal((status, code), (Problems.Of(status).Status, Problems.Of(status).Code));

    /// <summary>In Development, where a developer would rather see stack traces than the caller of an API should.</summary>
    public sealed class FailingService : Service, IMediator
    {
        internal Func<CancellationToken, Task> Handle
        {
            get;
            set { Log.Reset(); field = value; }
        } = _ => Task.CompletedTask;

        internal LogEntries Log { get; } = new();

        protected override string Environment => "Development";

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureServices(services => services.AddSingleton<IMediator>(this).AddSingleton<ILoggerProvider>(Log).AddSingleton<IStartupFilter>(Log));
        }

        public async Task<TResponse> Send<TResponse>(IRequest<TResponse> request, CancellationToken cancellationToken = default)
        {
            await Handle(cancellationToken);
            return default!;
        }

        public Task Publish<TNotification>(TNotification notification, CancellationToken cancellationToken = default)
            where TNotification : INotification => Task.CompletedTask;
    }
}
