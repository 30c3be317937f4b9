using Mono.Cecil;
using Mono.Cecil.Cil;
using Assembly = System.Reflection.Assembly;

namespace CleanES.Architecture.Tests;

/// <summary>What the compiled rooms name: signatures, attributes and bodies, those of lambdas and async methods included.</summary>
internal static class Code
{
    public static readonly IReadOnlyList<SourceType> All = [.. Rooms.All.SelectMany(Read)];

    public static IEnumerable<SourceType> Of(Assembly room) => All.Where(type => type.Room == room);

    public static IEnumerable<SourceType> Read(Assembly room)
    {
        using var module = ModuleDefinition.ReadModule(room.Location);
        foreach (var type in module.Types)
            if (type.FullName != "<Module>" && (type.Namespace == Rooms.Root || type.Namespace.StartsWith(Rooms.Root + ".", StringComparison.Ordinal) || type.Name == "Program"))
                yield return new References().Walk(type, room);
    }

    private sealed class References
    {
        private readonly HashSet<NamedType> _types = [];
        private readonly HashSet<string> _members = [];

        public SourceType Walk(TypeDefinition type, Assembly room)
        {
            AddAllOf(type);
            var self = NamedType.From(type);
            _types.Remove(self);
            return new SourceType(room, self.Namespace, self.Name, _types, _members);
        }

        private void AddAllOf(TypeDefinition type)
        {
            Add(type.BaseType);
            AddAttributes(type);
            AddGenerics(type);
            foreach (var implemented in type.Interfaces) Add(implemented.InterfaceType);
            foreach (var property in type.Properties) AddAttributes(property);
            foreach (var nested in type.NestedTypes) AddAllOf(nested);
            foreach (var field in type.Fields)
            {
                Add(field.FieldType);
                AddAttributes(field);
            }
            foreach (var method in type.Methods)
            {
                Add(method);
                AddAttributes(method);
                AddGenerics(method);
                foreach (var parameter in method.Parameters) AddAttributes(parameter);
                if (method.HasBody) AddBody(method.Body);
            }
        }

        private void AddBody(MethodBody body)
        {
            foreach (var variable in body.Variables) Add(variable.VariableType);
            foreach (var handler in body.ExceptionHandlers) Add(handler.CatchType);
            foreach (var instruction in body.Instructions)
            {
                if (instruction.Operand is TypeReference type) Add(type);
                if (instruction.Operand is MethodReference method) Add(method);
                if (instruction.Operand is FieldReference field)
                {
                    Add(field.DeclaringType);
                    Add(field.FieldType);
                }
            }
        }

        private void Add(MethodReference method)
        {
            Add(method.DeclaringType);
            Add(method.ReturnType);
            foreach (var parameter in method.Parameters) Add(parameter.ParameterType);
            if (method is GenericInstanceMethod generic)
                foreach (var argument in generic.GenericArguments) Add(argument);
            _members.Add($"{method.DeclaringType.GetElementType().FullName}.{method.Name}");
        }

        private void Add(TypeReference? type)
        {
            if (type is null or GenericParameter) return;
            if (type is GenericInstanceType generic)
                foreach (var argument in generic.GenericArguments) Add(argument);
            if (type is TypeSpecification wrapped) Add(wrapped.ElementType);
            else _types.Add(NamedType.From(type));
        }

        private void AddAttributes(ICustomAttributeProvider member)
        {
            foreach (var attribute in member.CustomAttributes)
            {
                Add(attribute.AttributeType);
                foreach (var argument in attribute.ConstructorArguments)
                    if (argument.Value is TypeReference type) Add(type);
            }
        }

        private void AddGenerics(IGenericParameterProvider generic)
        {
            foreach (var constraint in generic.GenericParameters.SelectMany(parameter => parameter.Constraints)) Add(constraint.ConstraintType);
        }
    }
}

/// <summary>A type with all that is nested in it.</summary>
internal sealed record SourceType(Assembly Room, string Namespace, string Name, IReadOnlySet<NamedType> Types, IReadOnlySet<string> Members)
{
    public bool IsIn(string folder) => new NamedType(Namespace, Name).IsIn(folder);

    public bool IsMachinery => IsIn($"{Room.Namespace()}.{Rooms.Machinery}");

    /// <summary>What it names that has its source under <c>src</c>.</summary>
    public IEnumerable<NamedType> Own => Types.Where(type => type.IsIn(Rooms.Root));

    public override string ToString() => $"{Namespace}.{Name}";
}

/// <summary>A type that code names, or the one that it is nested in.</summary>
internal sealed record NamedType(string Namespace, string Name)
{
    public static NamedType From(TypeReference type)
    {
        while (type.DeclaringType is not null) type = type.DeclaringType;
        return new NamedType(type.Namespace, type.Name);
    }

    public bool IsIn(string folder) => Namespace == folder || Namespace.StartsWith(folder + ".", StringComparison.Ordinal);

    public override string ToString() => $"{Namespace}.{Name}";
}
