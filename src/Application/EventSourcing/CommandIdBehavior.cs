using System.Text.Json;
using MediatR;

namespace CleanES.Application.EventSourcing;

/// <summary>
/// Gives every command its id. What an effect sends gets one that follows from the event and from the command's own values: when the
/// event comes again, so does the id, and the store does not carry the command out twice.
/// </summary>
public sealed class CommandIdBehavior<TRequest, TResponse>(CommandContext context) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var outer = context.CommandId;
        context.CommandId = outer is { } origin && context.CausationId is not null
            ? DerivedId.From(origin, $"{request.GetType()} {JsonSerializer.Serialize(request, request.GetType())}")
            : Guid.CreateVersion7();
        try
        {
            return await next();
        }
        finally
        {
            context.CommandId = outer;
        }
    }
}
