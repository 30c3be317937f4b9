using System.Collections;
using CleanES.Domain.EventSourcing;

namespace CleanES.TestKit;

/// <summary>
/// Compares two aggregates field by field, hidden ones too, down to numbers and texts: neither JSON, which leaves out what is hidden, nor a class of its own
/// is believed that two values are the same. Collections are compared by what is in them and how they compare it themselves.
/// </summary>
internal sealed class DeepDifference
{
    private readonly List<Difference> _found = [];

    /// <summary>What is being compared just now, to come back from where it leads to itself.</summary>
    private readonly HashSet<object> _within = new(ReferenceEqualityComparer.Instance);

    public static IReadOnlyList<Difference> Between(AggregateRoot went, AggregateRoot came)
    {
        var differences = new DeepDifference();
        differences._found.AddRange(Difference.OfEvery(went, came));
        differences.CompareFields("", went, came);
        return differences._found;
    }

    private void Compare(string path, object? went, object? came)
    {
        if (ReferenceEquals(went, came)) return;

        if (went is null || came is null) Add(path, went, came);
        else if (IsSimple(went) || IsSimple(came))
        {
            if (!went.Equals(came)) Add(path, went, came);
        }
        else if (_within.Add(went))
        {
            if (went is IEnumerable items && came is IEnumerable others) CompareItems(path, items, others);
            else if (went.GetType() == came.GetType()) CompareFields($"{path}.", went, came);
            else _found.Add(Classes(path, went, came));
            _within.Remove(went);
        }
    }

    private void CompareFields(string prefix, object went, object came)
    {
        foreach (var field in Difference.Fields(went.GetType())) Compare(prefix + Difference.NameOf(field), field.GetValue(went), field.GetValue(came));
    }

    private void CompareItems(string path, IEnumerable went, IEnumerable came)
    {
        Compare($"{path}.Comparer", ComparerOf(went), ComparerOf(came));
        var (items, others) = (ItemsOf(went), ItemsOf(came));
        if (items.Count != others.Count) Add(path, went, came);
        else foreach (var (index, (item, other)) in items.Zip(others).Index()) Compare($"{path}[{index}]", item, other);
    }

    private void Add(string path, object? went, object? came)
    {
        var (one, other) = (Difference.Text(went), Difference.Text(came));
        _found.Add(one == other ? Classes(path, went, came) : new Difference(path, one, other));
    }

    private static Difference Classes(string path, object? went, object? came) => new(path, $"{went?.GetType().Name}", $"{came?.GetType().Name}");

    /// <summary>A dictionary or set may have the same in another order: it promises none.</summary>
    private static List<object?> ItemsOf(IEnumerable collection)
    {
        var items = collection.Cast<object?>().ToList();
        var isOrdered = collection is not IDictionary && !collection.GetType().GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(ISet<>));
        return isOrdered ? items : [.. items.OrderBy(Difference.Text, StringComparer.Ordinal)];
    }

    private static object? ComparerOf(IEnumerable collection) => collection.GetType().GetProperty("Comparer")?.GetValue(collection);

    /// <summary>Numbers, texts, dates, ids and the like: of the framework, which compares them well.</summary>
    private static bool IsSimple(object value) =>
        value is string || (value is not IEnumerable && value.GetType() is { IsGenericType: false, Namespace: "System" });
}
