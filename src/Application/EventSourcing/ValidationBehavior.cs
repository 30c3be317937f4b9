using FluentValidation;
using FluentValidation.Results;
using MediatR;

namespace CleanES.Application.EventSourcing;

/// <summary>Lets a request through to its handler only if all its validators agree.</summary>
/// <exception cref="ValidationException">Names every field that does not.</exception>
public sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators) : IPipelineBehavior<TRequest, TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        List<ValidationFailure> failures = [];
        foreach (var validator in validators) failures.AddRange((await validator.ValidateAsync(request, cancellationToken)).Errors);
        if (failures.Count > 0) throw new ValidationException(failures);

        return await next();
    }
}
