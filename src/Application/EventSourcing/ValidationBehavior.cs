using FluentValidation;
using MediatR;

namespace CleanES.Application.EventSourcing;

/// <summary>Lets a request through to its handler only if all its validators agree.</summary>
/// <exception cref="ValidationException">Names every field that does not.</exception>
public sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators) : IPipelineBehavior<TRequest, TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        // A context of its own for each: it gathers failures, so that one for all would tell each of them several times.
        var results = await Task.WhenAll(validators.Select(validator => validator.ValidateAsync(new ValidationContext<TRequest>(request), cancellationToken)));
        var failures = results.SelectMany(result => result.Errors).ToList();
        if (failures.Count > 0) throw new ValidationException(failures);

        return await next();
    }
}
