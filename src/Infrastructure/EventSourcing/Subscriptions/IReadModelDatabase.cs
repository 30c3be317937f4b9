using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>Gives every projection a database of its own.</summary>
internal interface IReadModelDatabase
{
    /// <summary>Points the context to the projection's database, which is created if there is none for this version and tables of this shape.</summary>
    /// <exception cref="CleanES.Application.EventSourcing.ReadModelUnavailableException">It can be neither opened nor made.</exception>
    void Configure<TContext>(DbContextOptionsBuilder options, string projection, int version) where TContext : ReadModelContext;
}
