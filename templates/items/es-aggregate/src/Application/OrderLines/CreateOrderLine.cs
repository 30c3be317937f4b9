using CleanES.Application.EventSourcing;
using CleanES.Domain.OrderLines;
using FluentValidation;
using MediatR;

namespace CleanES.Application.OrderLines;

/// <summary>Creates an order line under a new id.</summary>
public sealed record CreateOrderLine(string? Name) : IRequest<Saved>;

internal sealed class CreateOrderLineValidator : AbstractValidator<CreateOrderLine>
{
    public CreateOrderLineValidator() => RuleFor(command => command.Name)
        .Must(OrderLine.IsName)
        .WithMessage($"A name is one line of 1 to {OrderLine.MaxNameLength} characters, not blank, without control characters.");
}

internal sealed class CreateOrderLineHandler(IEventStore events, TimeProvider clock) : IRequestHandler<CreateOrderLine, Saved>
{
    public Task<Saved> Handle(CreateOrderLine command, CancellationToken cancellation) =>
        events.SaveAsync(OrderLine.Create(Guid.CreateVersion7(clock.GetUtcNow()), command.Name!), cancellation);
}
