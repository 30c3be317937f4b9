using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>Answers as text: what two sides say is the same or not.</summary>
internal static class Answer
{
    public static string Of(AggregateRoot? aggregate) => aggregate switch
    {
        Account account => $"version {account.Version}, {account.Holder} has {account.Balance}",
        Member member => $"version {member.Version}, holds {string.Join(" ", member.Claims.Select(claim => claim.Value))}",
        Pantry pantry => $"version {pantry.Version}, has {string.Join(" ", pantry.Stock.OrderBy(item => item.Key, StringComparer.Ordinal))}, holds {string.Join(" ", pantry.Claims.Select(claim => claim.Value))}",
        _ => "none",
    };

    public static string Of(IEnumerable<Saved> saved) =>
        string.Join(", ", saved.Select(one => Slot.Shorten($"{one.Id} at version {one.Version} and position {one.Position}")));

    public static string Of(Func<string> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception refused) when (IsAnswer(refused))
        {
            return Of(refused);
        }
    }

    public static async Task<string> OfAsync(Func<Task<string>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception refused) when (IsAnswer(refused))
        {
            return Of(refused);
        }
    }

    private static string Of(Exception refused) => refused switch
    {
        ClaimTakenException taken => $"{taken.Code}: {taken.Message}",
        EventIdTakenException => "event id taken",
        LostLeaseException => "checkpoint lost",
        _ => Slot.Shorten(refused.Message),     // names class, id and both versions
    };

    private static bool IsAnswer(Exception refused) => refused is
        AggregateNotFoundException or LostRaceException or ExpectedVersionException or ClaimTakenException or EventIdTakenException or LostLeaseException;
}
