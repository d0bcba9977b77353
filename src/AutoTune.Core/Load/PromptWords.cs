namespace AutoTune.Load;

/// <summary>Common lower-case words, all different: mostly one token each in large vocabularies, ordinary letters for small ones.</summary>
public static class PromptWords
{
    public static IReadOnlyList<string> List => All;

    internal static readonly string[] All =
        """
        able about above add after again age air all also always and animal answer any area arm art ask away
        back bad ball bank base bed before begin best better big bird black blood blue boat body book both box
        boy bring brown build busy call car care carry case cat cause cell center chance change child city class clear
        close cloud cold color come cook cool copy corn cost could country course cover cross cry cup cut dance dark
        day deal deep desk dog door down draw dream dress drink drive drop dry ear early earth east easy eat
        edge egg end enough even event every eye face fact fall family far farm fast father feel field figure fill
        film final find fine fire first fish five floor flower fly food foot force form four free fresh friend front
        full game garden gate gave girl give glass gold good grass great green ground group grow hair half hand happy
        hard hat have head hear heart heat heavy help high hill history hold home hope horse hot hour house human
        ice idea inch iron island job join jump just keep key kind king know lake land large last late laugh
        law lay lead learn leave left leg less letter level lie life light line list little live long look lost
        love low made mail main make man many map mark market matter may mean meat meet milk mind mine money month
        moon more
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
