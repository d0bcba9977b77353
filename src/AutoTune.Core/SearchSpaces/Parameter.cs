using AutoTune.Yaml;

namespace AutoTune.SearchSpaces;

/// <summary>One gene. Units are the parameter's own; <see cref="Role"/> makes it homologous to another engine's.</summary>
/// <remarks>A closed family: <see cref="Categorical"/>, <see cref="Ordinal"/>, <see cref="Integer"/>, <see cref="Real"/>, <see cref="Boolean"/>, <see cref="Choice"/>.</remarks>
public abstract record Parameter
{
    private Parameter()
    {
    }

    public required string Name { get; init; }

    /// <summary>What the engine does when the setting is absent; in a narrowed space the value that a configuration gets where nothing else is said.</summary>
    public required ParameterValue Default { get; init; }

    /// <summary>Canonical meaning that engines share, such as <c>running_requests</c>; null where there is none.</summary>
    public string? Role { get; init; }

    /// <summary>It is written even at its default, since the engine takes it only together with others.</summary>
    public bool IsExplicit { get; init; }

    public ChangeKind Change { get; init; } = ChangeKind.Restart;

    /// <summary>How the value reaches the engine; null for one that is not handed to it (a choice, a command study's parameter).</summary>
    public SettingBinding? Binding { get; init; }

    /// <summary>The parameter is active only where this holds (and its choice's option is taken).</summary>
    public Expression? When { get; init; }

    public string? Description { get; init; }

    /// <summary>Name of the group that the file puts it in, for reports.</summary>
    public string? Group { get; init; }

    /// <summary>The engine's default where another setting is given; null where <see cref="Default"/> always is.</summary>
    public ImpliedDefault? Implied { get; init; }

    /// <summary>Why the setting cannot be set on this engine's version (it stays at its default); null where it can.</summary>
    public string? Unavailable { get; init; }

    public SourcePosition? Position { get; init; }

    /// <summary>Brings a value to this parameter's kind and resolution; null where it is outside the domain.</summary>
    public abstract ParameterValue? Normalize(ParameterValue value);

    /// <summary>Number of distinct values; +∞ for none of the kinds (reals count their resolution's steps).</summary>
    public abstract double Cardinality { get; }

    /// <summary>The allowed values in words, for error messages: <c>one of on, off</c>, <c>1 to 64</c>.</summary>
    public abstract string Domain { get; }

    public bool Contains(ParameterValue value) => Normalize(value) == value;

    /// <summary>Values without an order.</summary>
    public sealed record Categorical(IReadOnlyList<string> Values) : Parameter
    {
        public override double Cardinality => Values.Count;

        public override string Domain => "one of " + string.Join(", ", Values);

        public override ParameterValue? Normalize(ParameterValue value) =>
            Values.Contains(value.ToString(), StringComparer.Ordinal) ? ParameterValue.Of(value.ToString()) : null;
    }

    /// <summary>Listed values in a meaningful order; numbers or names.</summary>
    public sealed record Ordinal(IReadOnlyList<ParameterValue> Values) : Parameter
    {
        public override double Cardinality => Values.Count;

        public override string Domain => "one of " + string.Join(", ", Values);

        public int IndexOf(ParameterValue value)
        {
            var text = value.ToString();
            for (var index = 0; index < Values.Count; index++)
                if (Values[index] == value || string.Equals(Values[index].ToString(), text, StringComparison.Ordinal))
                    return index;
            return -1;
        }

        public override ParameterValue? Normalize(ParameterValue value) => IndexOf(value) is >= 0 and var index ? Values[index] : null;
    }

    /// <summary>Whole numbers, both ends included.</summary>
    public sealed record Integer(long Low, long High, ParameterScale Scale) : Parameter
    {
        public override double Cardinality => High - Low + 1.0;

        public override string Domain => $"a whole number from {Low} to {High}";

        public override ParameterValue? Normalize(ParameterValue value) =>
            value.Kind is ValueKind.Integer or ValueKind.Real && Math.Round(value.Number) == value.Number && value.Number >= Low && value.Number <= High
                ? ParameterValue.Of((long)value.Number)
                : null;
    }

    /// <summary>Real numbers, both ends included, rounded to <paramref name="Resolution"/> (in the parameter's unit).</summary>
    public sealed record Real(double Low, double High, ParameterScale Scale, double Resolution) : Parameter
    {
        public override double Cardinality => Math.Floor((High - Low) / Resolution) + 1;

        public override string Domain => $"a number from {Low} to {High}";

        public override ParameterValue? Normalize(ParameterValue value) =>
            value.Kind is ValueKind.Integer or ValueKind.Real && value.Number >= Low && value.Number <= High
                ? ParameterValue.Of(Rounded(value.Number))
                : null;

        private double Rounded(double value) =>
            Math.Clamp((double)((decimal)Math.Round(value / Resolution) * (decimal)Resolution), Low, High);
    }

    public sealed record Boolean : Parameter
    {
        /// <summary>The only value left in a narrowed space; null for both.</summary>
        public bool? Only { get; init; }

        public override double Cardinality => Only is null ? 2 : 1;

        public override string Domain => Only is { } only ? (only ? "true" : "false") : "true or false";

        public override ParameterValue? Normalize(ParameterValue value) =>
            value.Kind == ValueKind.Boolean && (Only is null || Only == value.IsTrue) ? value : null;
    }

    /// <summary>A category whose options bring parameters of their own: an optional subtree such as speculation.</summary>
    public sealed record Choice(IReadOnlyList<ChoiceOption> Options) : Parameter
    {
        public override double Cardinality => Options.Count;

        public override string Domain => "one of " + string.Join(", ", Options.Select(option => option.Name));

        public ChoiceOption Option(string name) => Options.First(option => string.Equals(option.Name, name, StringComparison.Ordinal));

        public override ParameterValue? Normalize(ParameterValue value) =>
            Options.Any(option => string.Equals(option.Name, value.ToString(), StringComparison.Ordinal)) ? ParameterValue.Of(value.ToString()) : null;
    }
}

/// <summary>An option of a choice: the arguments that it adds to the command line, and its own parameters.</summary>
public sealed record ChoiceOption(string Name, IReadOnlyList<string> Arguments, IReadOnlyList<Parameter> Parameters)
{
    /// <summary>Entries that the option adds to the engine's configuration file: path and value; a text may hold <c>{draft_model}</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, ParameterValue>> Keys { get; init; } = [];
}

/// <summary>A default that depends: where <paramref name="By"/> is written on the command line, the absent setting means <paramref name="Value"/>.</summary>
/// <param name="By">Name of a parameter that comes earlier.</param>
/// <param name="Value">Over parameters and facts.</param>
public sealed record ImpliedDefault(string By, Expression Value);

public enum ParameterScale
{
    Linear,
    Log,
}

public enum ChangeKind
{
    Restart,
    Live,
}
