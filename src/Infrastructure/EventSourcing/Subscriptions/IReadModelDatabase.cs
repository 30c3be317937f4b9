using CleanES.Application.EventSourcing;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>Gives every projection a database of its own.</summary>
internal interface IReadModelDatabase
{
    /// <summary>Points the context to the projection's database, which is created if there is none for this version, generation and tables of this shape.</summary>
    /// <exception cref="ReadModelUnavailableException">It can be neither opened nor made.</exception>
    void Configure<TContext>(DbContextOptionsBuilder options, string projection, int version, int generation) where TContext : ReadModelContext;

    /// <summary>What tells the read models of a projection apart: its name, the shape of its tables, its version.</summary>
    string KeyOf<TContext>(string projection, int version) where TContext : ReadModelContext;

    /// <summary>The name of the database: the full path of a file.</summary>
    string Of(string key, int generation);

    /// <summary>The names of all read models that there are, of whatever projection.</summary>
    IReadOnlyList<string> All();

    void Remove(string readModel);

    /// <summary>What a failure says of the database: <c>is locked by another process</c>; null if it is none of the database's.</summary>
    string? Explain(Exception failure);
}
