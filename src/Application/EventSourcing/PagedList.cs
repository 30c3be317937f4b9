using FluentValidation;

namespace CleanES.Application.EventSourcing;

/// <summary>One page of a list.</summary>
/// <param name="Page">Its number; 1 is the first.</param>
/// <param name="PageSize">How many items a full page has.</param>
/// <param name="Total">How many items all pages have together.</param>
public sealed record PagedList<TItem>(IReadOnlyList<TItem> Items, int Page, int PageSize, long Total);

public static class Paging
{
    public const int MaxNumber = 1_000_000;
    public const int MaxSize = 100;
    public const int DefaultSize = 20;

    public static IRuleBuilderOptions<T, int> IsPageNumber<T>(this IRuleBuilder<T, int> page) =>
        page.InclusiveBetween(1, MaxNumber).WithMessage($"A page is a number from 1 to {MaxNumber}.");

    public static IRuleBuilderOptions<T, int> IsPageSize<T>(this IRuleBuilder<T, int> size) =>
        size.InclusiveBetween(1, MaxSize).WithMessage($"A page has from 1 to {MaxSize} items.");
}
