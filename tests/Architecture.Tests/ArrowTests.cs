using System.Reflection;
using System.Xml.Linq;

namespace CleanES.Architecture.Tests;

public sealed class ArrowTests
{
    [Theory]
    [InlineData("Domain", "")]
    [InlineData("Application", "Domain")]
    [InlineData("Infrastructure", "Application")]
    [InlineData("Api", "Application, Infrastructure")]
    public void A_project_references_the_next_one_inwards(string project, string references) =>
        Assert.Equal(references, string.Join(", ", Items(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension).Order()));

    [Theory]
    [InlineData("Domain", "")]
    [InlineData("Application", "FluentValidation, MediatR")]
    public void The_inner_projects_reference_no_further_package(string project, string packages) =>
        Assert.Equal(packages, string.Join(", ", Items(project, "PackageReference").Order()));

    [Fact]
    public void No_type_names_a_room_further_out() => Rule.Holds(Code.All, type =>
    {
        var outwards = Rooms.All.SkipWhile(room => room != type.Room).Skip(1);
        return type.Own
            .Where(named => outwards.Any(room => named.IsIn(room.Namespace())))
            .Select(named => $"{type} names {named}, which is further out.");
    });

    [Fact]
    public void Application_uses_nothing_but_Domain_MediatR_and_FluentValidation() =>
        Rule.Holds(Rooms.Application.GetReferencedAssemblies(), reference => Refuse(reference, "Domain", "MediatR", "FluentValidation"));

    [Fact]
    public void Domain_uses_nothing_but_the_framework() => Rule.Holds(Rooms.Domain.GetReferencedAssemblies(), reference => Refuse(reference));

    [Fact]
    public void Endpoints_reach_Infrastructure_through_MediatR_alone() =>
        Rule.Holds(Code.Of(Rooms.Api), type => type.Own
            .Where(named => named.IsIn(Rooms.Infrastructure.Namespace()) && !type.IsMachinery && type.Name != "Program")
            .Select(named => $"{type} names {named}. Send a request instead."));

    private static IEnumerable<string> Refuse(AssemblyName reference, params string[] besideTheFramework)
    {
        if (!reference.Name!.StartsWith("System.", StringComparison.Ordinal) && !besideTheFramework.Contains(reference.Name))
            yield return $"{reference.Name} is referenced.";
    }

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(Path.Combine(Rooms.Solution.FullName, "src", project, $"{project}.csproj")).Descendants(kind)
            .Select(item => item.Attribute("Include")!.Value);
}
