using Mono.Cecil;
using Mono.Cecil.Cil;

namespace AutoTune.Tests.Architecture;

/// <summary>One type of an assembly uses another: in a signature, an attribute or a method's body.</summary>
/// <param name="User">Outermost type: lambdas and state machines count as the type they are written in.</param>
/// <param name="Used">Of the same assembly.</param>
internal sealed record TypeUse(string User, string Used)
{
    public static IReadOnlySet<TypeUse> Of(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        return module.Types.SelectMany(type => Within(type).Select(used => new TypeUse(type.FullName, used))).Where(use => use.User != use.Used).ToHashSet();
    }

    private static IEnumerable<string> Within(TypeDefinition type) =>
        References(type).SelectMany(Parts).Where(part => part.Scope == type.Module).Select(part => Outermost(part).FullName)
            .Concat(type.NestedTypes.SelectMany(Within));

    private static IEnumerable<TypeReference?> References(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(implemented => implemented.InterfaceType),
        .. type.Fields.Select(field => field.FieldType),
        .. type.GenericParameters.SelectMany(Constraints),
        .. type.CustomAttributes.Concat(type.Fields.SelectMany(field => field.CustomAttributes)).Concat(type.Properties.SelectMany(property => property.CustomAttributes)).SelectMany(InAttribute),
        .. type.Methods.SelectMany(InMethod),
    ];

    private static IEnumerable<TypeReference?> InMethod(MethodDefinition method) =>
    [
        .. InSignature(method),
        .. method.GenericParameters.SelectMany(Constraints),
        .. method.CustomAttributes.Concat(method.Parameters.SelectMany(parameter => parameter.CustomAttributes)).SelectMany(InAttribute),
        .. method.HasBody ? method.Body.Variables.Select(variable => variable.VariableType) : [],
        .. method.HasBody ? method.Body.ExceptionHandlers.Select(handler => handler.CatchType) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(InInstruction) : [],
    ];

    private static IEnumerable<TypeReference?> InInstruction(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod method => [.. InSignature(method), .. method.GenericArguments],
        MethodReference method => InSignature(method),
        _ => [],
    };

    private static IEnumerable<TypeReference?> InSignature(MethodReference method) =>
        [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)];

    private static IEnumerable<TypeReference> InAttribute(CustomAttribute attribute) =>
        [attribute.AttributeType, .. attribute.ConstructorArguments.Select(argument => argument.Value).OfType<TypeReference>()];

    private static IEnumerable<TypeReference> Constraints(GenericParameter parameter) => parameter.Constraints.Select(constraint => constraint.ConstraintType);

    /// <summary><c>List&lt;A[]&gt;</c> is a use of List and of A.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => [.. Parts(generic.ElementType), .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification wrapped => Parts(wrapped.ElementType),
        _ => [type],
    };

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
