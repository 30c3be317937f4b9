using CleanES.Application.EventSourcing;
using CleanES.Domain.OrderLines;
using MediatR;

namespace CleanES.Application.OrderLines;

/// <summary>Acts on every event of its kind from now on; what happened before this effect was there is no news.</summary>
[Effect("welcome-mail", Begins = Begins.Now)]
internal sealed class WelcomeMail(IWelcomeMailSender sender) : INotificationHandler<StoredEvent<OrderLine.AmountChanged>>
{
    public Task Handle(StoredEvent<OrderLine.AmountChanged> stored, CancellationToken cancellation) =>
        sender.SendAsync(stored.EventId, stored.AggregateId, cancellation);
}
