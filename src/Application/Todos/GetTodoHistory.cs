using CleanES.Application.EventSourcing;
using CleanES.Domain.Todos;
using FluentValidation;
using MediatR;

namespace CleanES.Application.Todos;

/// <summary>What happened to a todo, a discarded one included.</summary>
public sealed record GetTodoHistory(Guid Id, HistoryRange Range) : IRequest<IReadOnlyList<EventEnvelope>>;

internal sealed class GetTodoHistoryValidator : AbstractValidator<GetTodoHistory>
{
    public GetTodoHistoryValidator()
    {
        RuleFor(query => query.Range.After).GreaterThanOrEqualTo(0).OverridePropertyName("after");
        RuleFor(query => query.Range.Until).GreaterThanOrEqualTo(0).OverridePropertyName("until");
        RuleFor(query => query.Range.Limit).GreaterThanOrEqualTo(1).OverridePropertyName("limit");
    }
}

internal sealed class GetTodoHistoryHandler(IJournal journal) : IRequestHandler<GetTodoHistory, IReadOnlyList<EventEnvelope>>
{
    public async Task<IReadOnlyList<EventEnvelope>> Handle(GetTodoHistory query, CancellationToken cancellation)
    {
        var history = await journal.HistoryAsync<Todo>(query.Id, query.Range, cancellation).ToListAsync(cancellation);
        return history.Count > 0 || await journal.HistoryAsync<Todo>(query.Id, cancellation).AnyAsync(cancellation)
            ? history
            : throw new AggregateNotFoundException(typeof(Todo), query.Id, isDiscarded: false);
    }
}
