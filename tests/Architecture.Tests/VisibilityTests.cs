namespace CleanES.Architecture.Tests;

public sealed class VisibilityTests
{
    [Fact]
    public void Handlers_are_internal_and_sealed() => AreInternalAndSealed(Classes.IsHandler);

    [Fact]
    public void Validators_are_internal_and_sealed() => AreInternalAndSealed(Classes.IsValidator);

    [Fact]
    public void Projections_and_effects_are_internal_and_sealed() => AreInternalAndSealed(Classes.IsSubscriber);

    [Fact]
    public void Endpoints_are_internal_and_sealed() => AreInternalAndSealed(Classes.IsEndpoints);

    private static void AreInternalAndSealed(Func<Type, bool> kind) => Rule.Holds(Classes.All, type =>
        !kind(type) || type is { IsSealed: true, IsVisible: false } ? [] : new[] { $"{type} is to be internal and sealed." });
}
