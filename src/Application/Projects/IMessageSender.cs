namespace CleanES.Application.Projects;

/// <summary>Tells people outside.</summary>
public interface IMessageSender
{
    /// <summary>Ends when the message is handed over for certain; it may come again under the same key.</summary>
    Task SendAsync(Message message, CancellationToken cancellation);
}

/// <param name="Key">The id of the event that is told of: whoever has got a message of this key already drops it.</param>
public sealed record Message(Guid Key, string Text);
