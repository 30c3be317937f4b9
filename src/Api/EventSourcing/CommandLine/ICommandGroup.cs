using System.CommandLine;

namespace CleanES.Api.EventSourcing.CommandLine;

/// <summary>A group of commands. Every class of this assembly that implements it is found; it needs a constructor without parameters.</summary>
internal interface ICommandGroup
{
    /// <param name="services">Those of the service, made when they are first asked for: help needs none.</param>
    Command Define(Func<IServiceProvider> services);
}
