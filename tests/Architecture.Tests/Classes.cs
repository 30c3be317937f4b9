using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using FluentValidation;
using MediatR;

namespace CleanES.Architecture.Tests;

/// <summary>The concrete classes of all rooms, and what the conventions see in them.</summary>
internal static class Classes
{
    private static readonly Type _endpoints = Rooms.Api.GetTypes().Single(type => type is { IsInterface: true, Name: "IEndpoints" });

    public static readonly IReadOnlyList<Type> All =
        [.. Rooms.All.SelectMany(room => room.GetTypes()).Where(type => type is { IsClass: true, IsAbstract: false })];

    public static bool IsEvent(Type type) => type.IsAssignableTo(typeof(DomainEvent));

    public static bool IsHandler(Type type) => Implements(type, typeof(IRequestHandler<,>));

    public static bool IsValidator(Type type) => type.IsAssignableTo(typeof(IValidator));

    public static bool IsSubscriber(Type type) =>
        Attribute.IsDefined(type, typeof(ProjectionAttribute)) || Attribute.IsDefined(type, typeof(EffectAttribute));

    public static bool IsEndpoints(Type type) => type.IsAssignableTo(_endpoints);

    private static bool Implements(Type type, Type contract) =>
        type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == contract);
}
