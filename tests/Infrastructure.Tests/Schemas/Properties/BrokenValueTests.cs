namespace CleanES.Infrastructure.Tests.Schemas.Properties;

public sealed class BrokenValueTests
{
    [Fact]
    public void A_value_broken_in_one_place_is_refused_at_that_place()
    {
        int exact = 0, within = 0;
        Property.Holds(Example.Broken, 1000, broken =>
        {
            var errors = Trial.Check(broken.Example);
            Assert.True(broken.Spot.IsNamedBy([.. errors.Select(error => error.Path)]), $"The errors are: {string.Join("; ", errors)}");
            Interlocked.Increment(ref broken.Spot.OrBelow ? ref within : ref exact);
        });

        Assert.True(exact > within && within > 0, $"{exact} exact, {within} within unions");
    }
}
