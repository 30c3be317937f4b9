using CleanES.Application.EventSourcing;
using CleanES.Domain.Projects;
using FluentValidation;
using MediatR;

namespace CleanES.Application.Projects;

/// <summary>What happened to a project, a discarded one included.</summary>
public sealed record GetProjectHistory(Guid Id, HistoryRange Range) : IRequest<IReadOnlyList<EventEnvelope>>;

internal sealed class GetProjectHistoryValidator : AbstractValidator<GetProjectHistory>
{
    public GetProjectHistoryValidator()
    {
        RuleFor(query => query.Range.After).GreaterThanOrEqualTo(0).OverridePropertyName("after");
        RuleFor(query => query.Range.Until).GreaterThanOrEqualTo(0).OverridePropertyName("until");
        RuleFor(query => query.Range.Limit).GreaterThanOrEqualTo(1).OverridePropertyName("limit");
    }
}

internal sealed class GetProjectHistoryHandler(IJournal journal) : IRequestHandler<GetProjectHistory, IReadOnlyList<EventEnvelope>>
{
    public async Task<IReadOnlyList<EventEnvelope>> Handle(GetProjectHistory query, CancellationToken cancellation)
    {
        var history = await journal.HistoryAsync<Project>(query.Id, query.Range, cancellation).ToListAsync(cancellation);
        return history.Count > 0 || await journal.HistoryAsync<Project>(query.Id, cancellation).AnyAsync(cancellation)
            ? history
            : throw new AggregateNotFoundException(typeof(Project), query.Id, isDiscarded: false);
    }
}
