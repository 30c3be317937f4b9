using System.Reflection;
using CleanES.Domain.EventSourcing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CleanES.Docs.Tests;

/// <summary>
/// The C# of a block, compiled with what is around it in a service. A class of the sample that it shows anew takes the place of the sample's. Statements
/// are in a method that has what they use as its parameters, and see what earlier blocks of their page add to the sample.
/// </summary>
internal sealed class Compiled
{
    public const string Namespace = "CleanES.Shown";

    private const string Usings = """
        global using System.Data.Common;
        global using System.Text.Json.Nodes;
        global using CleanES.Application.EventSourcing;
        global using CleanES.Application.Projects;
        global using CleanES.Application.Todos;
        global using CleanES.Domain.EventSourcing;
        global using CleanES.Domain.Projects;
        global using CleanES.Domain.Todos;
        global using CleanES.Infrastructure.EventSourcing.Schemas;
        global using CleanES.Infrastructure.EventSourcing.Subscriptions;
        global using CleanES.Infrastructure.Todos;
        global using CleanES.TestKit;
        global using MediatR;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.EntityFrameworkCore;
        global using Microsoft.EntityFrameworkCore.Storage;
        global using Microsoft.Extensions.DependencyInjection;
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Xunit;
        global using static CleanES.TestKit.Specification;
        """;

    private const string Statements = """
        internal static class Statements
        {
            public static async Task RunAsync(
                IEventStore events, IJournal journal, WebApplication app, Guid id, DateTimeOffset midnight, CancellationToken cancellation)
            {
                await Task.CompletedTask;
        """;

    private static readonly CSharpParseOptions _language = new(LanguageVersion.Latest);

    private static readonly List<MetadataReference> _references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file))];

    // The project's own name: to it the sample shows what is internal.
    private static readonly string _assembly = typeof(Compiled).Assembly.GetName().Name!;

    private Compiled(IReadOnlyList<Type> types) => Types = types;

    public IReadOnlyList<Type> Types { get; }

    public Type this[string name] => Types.Single(type => type.Name == name);

    /// <exception cref="InvalidOperationException">It does not compile; says what is wrong with which line of which page.</exception>
    public static Compiled From(Block block)
    {
        var earlier = Page.Blocks.Where(other => HasStatements(block) && other.Page == block.Page && other.Line < block.Line && IsNew(other));
        var sources = earlier.Append(block).Select(Source).Prepend(Usings).Select(text => CSharpSyntaxTree.ParseText(text, _language));
        var compilation = CSharpCompilation.Create(_assembly, sources, _references, new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error));

        using var code = new MemoryStream();
        var wrong = compilation.Emit(code).Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error).Select(Tell).ToList();
        if (wrong.Count > 0) throw new InvalidOperationException($"{block} does not compile:\n{string.Join('\n', wrong)}");

        return new Compiled(Assembly.Load(code.ToArray()).GetTypes());
    }

    /// <summary>Calls the statements; each parameter gets the argument of its type.</summary>
    public Task RunAsync(params object[] arguments)
    {
        var method = this["Statements"].GetMethod("RunAsync")!;
        var values = method.GetParameters().Select(parameter => Array.Find(arguments, parameter.ParameterType.IsInstanceOfType)
            ?? (parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null));
        return (Task)method.Invoke(null, [.. values])!;
    }

    private static bool IsNew(Block block) =>
        block.Language == "csharp" && !HasStatements(block) && Root(block).Members.OfType<BaseTypeDeclarationSyntax>().ToList() is { Count: > 0 } types
        && !types.Any(type => SampleAggregate(type) is not null || Sample.Types.Any(one => one.Name == type.Identifier.Text));

    private static bool HasStatements(Block block) => Root(block).Members.Any(member => member is GlobalStatementSyntax);

    private static string Source(Block block)
    {
        var lines = $"#line {block.Line} \"{block.Page}\"\n{block.Text}\n#line default\n";
        if (HasStatements(block)) return $"namespace {Namespace};\n{Statements}\n{lines}}} }}";
        if (Root(block).Members is [RecordDeclarationSyntax record] && SampleAggregate(record) is { } aggregate) return InPlaceOfTheSamples(record, aggregate, lines);
        return $"namespace {Namespace};\n{lines}";
    }

    /// <summary>The sample's aggregate, in which the event that is shown takes the place of the one of its name.</summary>
    private static string InPlaceOfTheSamples(RecordDeclarationSyntax shown, string aggregate, string lines)
    {
        var feature = $"{aggregate}s";
        var file = CSharpSyntaxTree.ParseText(File.ReadAllText(Page.PathOf($"src/Domain/{feature}/{aggregate}.cs")), _language).GetCompilationUnitRoot();
        var own = file.DescendantNodes().OfType<RecordDeclarationSyntax>().Single(record => record.Identifier.Text == shown.Identifier.Text);
        var text = file.ToFullString();
        return text.Remove(own.Span.Start, own.Span.Length).Insert(own.Span.Start, $"\n{lines}")
            .Replace($"namespace CleanES.Domain.{feature};", $"namespace {Namespace};", StringComparison.Ordinal);
    }

    /// <summary>The name of the sample's aggregate that an event outside of one belongs to.</summary>
    private static string? SampleAggregate(BaseTypeDeclarationSyntax type) =>
        type.BaseList?.Types[0].Type is GenericNameSyntax { Identifier.Text: nameof(DomainEvent) } generic ? generic.TypeArgumentList.Arguments[0].ToString() : null;

    private static CompilationUnitSyntax Root(Block block) => CSharpSyntaxTree.ParseText(block.Text, _language).GetCompilationUnitRoot();

    private static string Tell(Diagnostic wrong)
    {
        var place = wrong.Location.GetMappedLineSpan();
        return $"{place.Path}:{place.StartLinePosition.Line + 1}: {wrong.Id}: {wrong.GetMessage(null)}";
    }
}
