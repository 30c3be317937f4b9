namespace CleanES.Api.EventSourcing;

/// <summary>A feature's routes. Every class of this assembly that implements it is found at start; it needs a constructor without parameters.</summary>
internal interface IEndpoints
{
    void Map(IEndpointRouteBuilder routes);
}

internal static class EndpointsMapping
{
    public static void MapEndpoints(this IEndpointRouteBuilder routes)
    {
        foreach (var type in typeof(IEndpoints).Assembly.GetTypes().Where(type => type.IsClass && !type.IsAbstract && type.IsAssignableTo(typeof(IEndpoints))))
            ((IEndpoints)Activator.CreateInstance(type)!).Map(routes);
    }
}
