namespace AutoTune.Quality;

/// <summary>Beginnings of texts of several kinds, for which a model has something definite to say.</summary>
public static class QualityPrompts
{
    public static readonly IReadOnlyList<string> BuiltIn =
    [
        "The capital of France is Paris. The capital of Japan is Tokyo. The capital of Egypt is",
        "Water boils at 100 degrees Celsius at sea level. On a high mountain it boils at a lower temperature because",
        "Question: What is seventeen times twenty-four? Let us work through it step by step.",
        "def fibonacci(n):\n    \"\"\"Return the n-th Fibonacci number.\"\"\"\n",
        "SELECT customers.name, COUNT(orders.id) AS orders\nFROM customers\n",
        "Translate into German: The weather is beautiful today, and we are going to the lake. German:",
        "Dear Sir or Madam, I am writing to complain about the washing machine that I bought in your shop last month.",
        "Once upon a time, in a small village at the foot of the mountains, there lived an old clockmaker who",
        "The three branches of government in the United States are the legislative branch, which",
        "Ingredients: 200 g flour, 2 eggs, 300 ml milk, a pinch of salt. Instructions: First,",
        "Photosynthesis is the process by which plants",
        "A train leaves at 9:40 and arrives at 12:15. The journey takes",
        "{\"name\": \"Ada\", \"born\": 1815, \"languages\": [\"English\", \"French\"],",
        "In economics, inflation is usually defined as",
        "The main difference between a list and a tuple in Python is that",
        "To whom it may concern: Maria worked with us for three years as a",
        "Newton's first law says that a body at rest stays at rest unless",
        "Summary: The meeting was about the budget of the next year. The participants agreed that",
        "for (int i = 0; i < items.length; i++) {\n    ",
        "The old man looked at the sea and said nothing for a long time. Then",
        "Symptoms of a common cold include a runny nose, a sore throat and",
        "Traduire en français : The library is closed on Sundays. Traduction :",
        "The first ten prime numbers are 2, 3, 5, 7,",
        "Customer: My parcel has not arrived yet. Agent: I am sorry to hear that.",
        "The French Revolution began in 1789. Among its causes were",
        "<html>\n<head>\n<title>My first page</title>\n",
        "If all birds have feathers, and a penguin is a bird, then",
        "Roses are red, violets are blue,",
        "To change a flat tyre, first loosen the wheel nuts, then",
        "The area of a circle with a radius of 5 cm is",
        "Human: Give me three tips for staying healthy. Assistant: 1.",
        "Git keeps the history of a project as a series of commits. To undo the last one without losing the changes,",
    ];

    /// <summary>From a file: one prompt a line; empty lines are left out.</summary>
    public static IReadOnlyList<string> Read(string file) => [.. File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)];
}
