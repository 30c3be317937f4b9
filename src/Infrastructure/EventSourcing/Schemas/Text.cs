using System.Buffers;
using System.Text.Json;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>The text of the reader's token without escapes, in a rented buffer if it had any.</summary>
internal readonly ref struct Text
{
    private readonly byte[]? _rented;

    public Text(ref readonly Utf8JsonReader reader)
    {
        Utf8 = reader.ValueSpan;
        if (!reader.ValueIsEscaped) return;

        _rented = ArrayPool<byte>.Shared.Rent(Utf8.Length);
        Utf8 = _rented.AsSpan(0, reader.CopyString(_rented));
    }

    public ReadOnlySpan<byte> Utf8 { get; }

    public void Dispose()
    {
        if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented);
    }
}
