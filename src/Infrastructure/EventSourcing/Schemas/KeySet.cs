using System.Buffers;
using System.Text.Json;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>The keys of a map so far: a hash table of the places where they begin, so that it allocates nothing.</summary>
/// <param name="room">Zeroed, its length a power of two; left for a rented array when it fills.</param>
internal ref struct KeySet(ReadOnlySpan<byte> json, Span<int> room)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private Span<int> _places = room; // 0: free, as a key cannot begin a document
    private int[]? _rented;
    private int _count;

    /// <summary>False if a key with the same text was added before, however either is escaped.</summary>
    public bool Add(ref readonly Utf8JsonReader key)
    {
        if (_count * 2 >= _places.Length) Grow();

        using var text = new Text(in key);
        ref var place = ref PlaceOf(text.Utf8);
        if (place != 0) return false;
        place = (int)key.TokenStartIndex;
        _count++;
        return true;
    }

    /// <summary>A reader on the string that begins at <paramref name="place"/>.</summary>
    public static Utf8JsonReader ReaderAt(ReadOnlySpan<byte> json, int place)
    {
        var reader = new Utf8JsonReader(json[place..], isFinalBlock: false, default);
        reader.Read();
        return reader;
    }

    public readonly void Dispose()
    {
        if (_rented is not null) ArrayPool<int>.Shared.Return(_rented);
    }

    /// <summary>Where the key's place stands, or the free slot for it. The hash is seeded: nobody can choose keys that collide.</summary>
    private readonly ref int PlaceOf(scoped ReadOnlySpan<byte> key)
    {
        var hash = new HashCode();
        hash.AddBytes(key);
        for (var slot = hash.ToHashCode(); ; slot++)
        {
            ref var place = ref _places[slot & _places.Length - 1];
            if (place == 0 || ReaderAt(_json, place).ValueTextEquals(key)) return ref place;
        }
    }

    private void Grow()
    {
        var former = _places;
        var returned = _rented;
        _rented = ArrayPool<int>.Shared.Rent(former.Length * 4);
        _places = _rented.AsSpan(0, former.Length * 4);
        _places.Clear();
        foreach (var place in former)
        {
            if (place == 0) continue;
            var reader = ReaderAt(_json, place);
            using var text = new Text(in reader);
            PlaceOf(text.Utf8) = place;
        }

        if (returned is not null) ArrayPool<int>.Shared.Return(returned);
    }
}
