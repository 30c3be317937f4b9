namespace CleanES.Template.Tests;

[Collection(InstalledTemplate.Shared)]
public sealed class RefusalTests(InstalledTemplate template)
{
    [Theory]
    [InlineData("class")]
    [InlineData("Acme.event")]
    [InlineData("nameof")]
    public Task A_keyword_of_the_language_is_refused_as_a_name(string name) => RefusedAsync("is a keyword of C#", name);

    [Theory]
    [InlineData("Todo")]
    [InlineData("Acme.Task")]
    [InlineData("Order")]
    [InlineData("System")]
    [InlineData("MediatR")]
    public Task A_name_that_would_hide_a_type_or_namespace_is_refused(string name) => RefusedAsync("would hide", name);

    [Theory]
    [InlineData("Acme..Shop")]
    [InlineData(".Acme")]
    [InlineData("Acme.")]
    [InlineData("Acme. Shop")]
    [InlineData("Shop!")]
    [InlineData("\"Shop\"")]
    [InlineData("C#Shop")]
    [InlineData("Acme.-")]
    [InlineData("_")]
    [InlineData("nul")]
    [InlineData("A123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789_")]
    public Task A_name_that_no_namespace_or_folder_can_have_is_refused(string name) => RefusedAsync("a name consists of", name);

    [Theory]
    [InlineData("65536")]
    [InlineData("-1")]
    public Task A_port_that_does_not_exist_is_refused(string port) => RefusedAsync("--http-port is a number from 1 to 65535", "MyShop", "--http-port", port);

    [Theory]
    [InlineData("--http-port", "many", "Cannot parse argument 'many' for option '--http-port'")]
    [InlineData("--sample", "shop", "'shop' is not a valid value for --sample")]
    public Task A_value_that_an_option_does_not_take_is_refused(string option, string value, string why) => RefusedAsync(why, "MyShop", option, value);

    private async Task RefusedAsync(string why, string name, params string[] options)
    {
        var (exitCode, output, folder) = await template.TryNewAsync(name, options);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(why, output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));
    }
}
