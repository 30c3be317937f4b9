using System.Reflection;
using System.Xml;
using System.Xml.Linq;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>The doc comments of an assembly's classes, from the XML file that the compiler puts beside it.</summary>
internal sealed class DocComments
{
    private readonly ILookup<string?, XElement> _members;

    /// <summary>None if there is no such file, or none that can be read.</summary>
    public DocComments(Assembly assembly)
    {
        try
        {
            _members = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member").ToLookup(member => member.Attribute("name")?.Value);
        }
        catch (Exception missing) when (missing is IOException or XmlException or ArgumentException)
        {
            _members = Enumerable.Empty<XElement>().ToLookup(_ => (string?)null);
        }
    }

    /// <returns>Null if there is none.</returns>
    public string? Of(Type type) => Text(Member("T", type).Elements("summary"));

    /// <summary>Of a property, or of the parameter of a record that it is made of.</summary>
    public string? Of(Type type, string property) => Text(
        Member("P", type, $".{property}").Elements("summary").Concat(Member("T", type).Elements("param").Where(one => one.Attribute("name")?.Value == property)));

    private IEnumerable<XElement> Member(string kind, Type type, string member = "") => _members[$"{kind}:{type.FullName?.Replace('+', '.')}{member}"];

    private static string? Text(IEnumerable<XElement> comments)
    {
        if (comments.FirstOrDefault() is not { } comment) return null;

        var words = comment.DescendantNodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { IsEmpty: true } reference => reference.FirstAttribute?.Value.Split('(')[0].Split('.', ':')[^1],
            _ => null,
        });
        return string.Join(' ', string.Concat(words).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
