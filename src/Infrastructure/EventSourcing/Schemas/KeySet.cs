using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>The keys of a map so far: a hash table of the places where they begin, so that it allocates nothing.</summary>
/// <param name="room">Zeroed, its length a power of two; left for a rented array when it fills.</param>
internal ref struct KeySet(ReadOnlySpan<byte> json, Span<long> room)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private Span<long> _slots = room; // each a key's hash and place; 0: free, as a key cannot begin a document
    private long[]? _rented;
    private int _count;

    /// <summary>False if a key with the same text was added before, however either is escaped.</summary>
    public bool Add(ref readonly Utf8JsonReader key)
    {
        if (_count * 2 >= _slots.Length) Grow();

        using var text = new Text(in key);
        var hash = HashOf(text.Utf8);
        var added = (long)hash << 32 | (uint)key.TokenStartIndex;
        var slot = hash;
        for (; _slots[slot & _slots.Length - 1] is not 0 and var other; slot++)
            if (other >> 32 == added >> 32 && ReaderAt(_json, (int)other).ValueTextEquals(text.Utf8))
                return false;

        _slots[slot & _slots.Length - 1] = added;
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
        if (_rented is not null) ArrayPool<long>.Shared.Return(_rented);
    }

    /// <summary>Seeded, so that nobody can choose keys that collide. An odd last byte is no char.</summary>
    private static int HashOf(ReadOnlySpan<byte> key) => string.GetHashCode(MemoryMarshal.Cast<byte, char>(key)) ^ (key is [.., var last] ? last : 0);

    private void Grow()
    {
        var former = _slots;
        var returned = _rented;
        _rented = ArrayPool<long>.Shared.Rent(former.Length * 4);
        _slots = _rented.AsSpan(0, former.Length * 4);
        _slots.Clear();
        foreach (var key in former)
        {
            if (key == 0) continue;
            var slot = (int)(key >> 32);
            while (_slots[slot & _slots.Length - 1] != 0) slot++;
            _slots[slot & _slots.Length - 1] = key;
        }

        if (returned is not null) ArrayPool<long>.Shared.Return(returned);
    }
}
