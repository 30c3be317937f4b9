using System.Security.Cryptography;
using System.Text;

namespace CleanES.Application.EventSourcing;

/// <summary>Ids that follow from another one, so that whoever repeats what it did makes the same ones again.</summary>
public static class DerivedId
{
    /// <summary>A UUID v7 with the time of the <paramref name="source"/>, itself one; another purpose gives another id.</summary>
    public static Guid From(Guid source, string purpose)
    {
        Span<byte> id = stackalloc byte[16];
        source.TryWriteBytes(id, bigEndian: true, out _);
        var hash = SHA256.HashData([.. id, .. Encoding.UTF8.GetBytes(purpose)]);
        hash.AsSpan(0, 10).CopyTo(id[6..]);
        id[6] = (byte)((id[6] & 0x0F) | 0x70);      // version 7
        id[8] = (byte)((id[8] & 0x3F) | 0x80);      // the variant of RFC 9562
        return new Guid(id, bigEndian: true);
    }
}
