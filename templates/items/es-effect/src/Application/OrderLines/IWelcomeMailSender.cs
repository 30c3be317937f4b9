namespace CleanES.Application.OrderLines;

/// <summary>What <c>welcome-mail</c> does outside.</summary>
public interface IWelcomeMailSender
{
    /// <summary>Ends when it is done for certain; after a crash it may come again under the same key.</summary>
    /// <param name="key">The id of the event: whoever has seen it already does nothing.</param>
    Task SendAsync(Guid key, Guid orderLineId, CancellationToken cancellation);
}
