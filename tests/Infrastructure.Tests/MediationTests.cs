using System.Collections.Concurrent;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.Tests;

public sealed class MediationTests
{
    [Fact]
    public void A_request_without_a_handler_is_refused()
    {
        var refused = Assert.Throws<StartupException>(() => new ServiceCollection().AddMediation([typeof(Greet)]));
        Assert.Equal($"The requests cannot be served as they are:\n  {typeof(Greet)} has no handler. Write an IRequestHandler<Greet, …>.", refused.Message);
    }

    [Fact]
    public void A_request_with_two_handlers_is_refused()
    {
        var refused = Assert.Throws<StartupException>(() => new ServiceCollection().AddMediation([typeof(Greet), typeof(Greeter), typeof(SecondGreeter)]));
        Assert.Contains($"\n  {typeof(Greet)} has several handlers: {typeof(Greeter)} and {typeof(SecondGreeter)}. Keep one.", refused.Message);
    }

    [Fact]
    public void All_requests_that_cannot_be_served_are_named_at_once()
    {
        var refused = Assert.Throws<StartupException>(() => new ServiceCollection().AddMediation([typeof(Greet), typeof(Part)]));
        Assert.Contains($"{typeof(Greet)} has no handler", refused.Message);
        Assert.Contains($"{typeof(Part)} has no handler", refused.Message);
    }

    [Fact]
    public async Task A_request_reaches_its_handler()
    {
        await using var services = Build(typeof(Greet), typeof(Greeter));
        Assert.Equal("Hello, Ada.", await SendAsync(services, new Greet("Ada", 1)));
    }

    [Fact]
    public async Task All_failures_of_all_validators_are_told_once_each_before_the_handler_runs()
    {
        await using var services = Build(typeof(Greet), typeof(Greeter), typeof(NameRule), typeof(TimesRule));
        var refused = await Assert.ThrowsAsync<ValidationException>(() => SendAsync(services, new Greet("", 0)));

        Assert.Equal(["Name", "Times", "Times"], refused.Errors.Select(error => error.PropertyName).Order());
        Assert.Empty(services.GetRequiredService<Heard>().All);
        Assert.Equal("Hello, Ada.", await SendAsync(services, new Greet("Ada", 2)));
    }

    [Fact]
    public async Task A_notification_reaches_all_its_handlers()
    {
        await using var services = Build(typeof(Greeted), typeof(Listener), typeof(OtherListener));
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMediator>().Publish(new Greeted("Ada"));

        Assert.Equal(["Listener: Ada", "OtherListener: Ada"], services.GetRequiredService<Heard>().All.Order());
    }

    [Fact]
    public async Task A_stored_event_that_somebody_publishes_reaches_no_subscriber()
    {
        await using var services = Build(typeof(Subscriptions.JarHistorian));
        Assert.Empty(services.GetServices<INotificationHandler<StoredEvent>>());
    }

    [Fact]
    public async Task Classes_that_nobody_can_make_are_passed_over()
    {
        await using var services = Build(typeof(Greet), typeof(Greeter), typeof(AnyGreeter<>), typeof(SomeGreeter), typeof(SomeRule));
        Assert.Equal("Hello, Ada.", await SendAsync(services, new Greet("Ada", 0)));
    }

    private static ServiceProvider Build(params Type[] types)
    {
        var services = new ServiceCollection();
        services.AddSingleton<Heard>();
        services.AddMediation(types);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private static async Task<string> SendAsync(ServiceProvider services, Greet request)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    internal sealed class Heard
    {
        public ConcurrentQueue<string> All { get; } = [];
    }

    internal sealed record Greet(string Name, int Times) : IRequest<string>;

    internal sealed record Part(string Name) : IRequest<int>;

    internal sealed record Greeted(string Name) : INotification;

    internal sealed class Greeter(Heard heard) : IRequestHandler<Greet, string>
    {
        public Task<string> Handle(Greet request, CancellationToken cancellation)
        {
            heard.All.Enqueue(request.Name);
            return Task.FromResult($"Hello, {request.Name}.");
        }
    }

    internal sealed class SecondGreeter : IRequestHandler<Greet, string>
    {
        public Task<string> Handle(Greet request, CancellationToken cancellation) => Task.FromResult("Hi.");
    }

    internal abstract class SomeGreeter : IRequestHandler<Greet, string>
    {
        public abstract Task<string> Handle(Greet request, CancellationToken cancellation);
    }

    internal sealed class AnyGreeter<TRequest> : IRequestHandler<TRequest, string> where TRequest : IRequest<string>
    {
        public Task<string> Handle(TRequest request, CancellationToken cancellation) => Task.FromResult("Any.");
    }

    internal abstract class SomeRule : AbstractValidator<Greet>;

    internal sealed class NameRule : AbstractValidator<Greet>
    {
        public NameRule() => RuleFor(greet => greet.Name).NotEmpty();
    }

    internal sealed class TimesRule : AbstractValidator<Greet>
    {
        public TimesRule() => RuleFor(greet => greet.Times).GreaterThan(0).NotEqual(0);
    }

    internal sealed class Listener(Heard heard) : INotificationHandler<Greeted>
    {
        public Task Handle(Greeted notification, CancellationToken cancellation)
        {
            heard.All.Enqueue($"Listener: {notification.Name}");
            return Task.CompletedTask;
        }
    }

    internal sealed class OtherListener(Heard heard) : INotificationHandler<Greeted>
    {
        public Task Handle(Greeted notification, CancellationToken cancellation)
        {
            heard.All.Enqueue($"OtherListener: {notification.Name}");
            return Task.CompletedTask;
        }
    }
}
