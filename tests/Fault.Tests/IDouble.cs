using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Fault.Tests;

/// <summary>Takes the place of something in the service's process.</summary>
internal interface IDouble
{
    /// <param name="services">With all that the service has registered.</param>
    /// <param name="ledger">What the test reads.</param>
    void Register(IServiceCollection services, Ledger ledger);
}
