using System.Text;
using AutoTune.Load;
using AutoTune.Randomness;

namespace AutoTune.Tests.Load;

/// <summary>Streams that are nearly right, cut at any byte: the fast reader against the slow one.</summary>
internal static class StreamFuzz
{
    private static readonly string[] Fragments =
    [
        "data: ", "\n\n", "\r\n\r\n", "data:", "error: ", ": comment\n", "[DONE]", "{", "}", "]", "\"", "\\", ",", "null", "\"content\":\"x\"", "\"finish_reason\":\"stop\"",
        "\"usage\":{\"completion_tokens\":7}", "\"logprobs\":{\"content\":\"x\"}", "\"error\":{\"message\":\"x\"}", "\u0000", "é", "\"text\":\"y\"", "1e9", "-",
    ];

    private static readonly string[] Seeds =
    [
        string.Concat(Events.Role, Events.Content("a"), Events.Content("bc"), Events.Content("d\\n\\\"e"), Events.Finish, Events.Usage(9, 3), Events.Done),
        string.Concat(Events.Reasoning("hm"), Events.ToolCall("{}"), Events.Finish, Events.Done),
        "data: {\"choices\":[{\"index\":0,\"text\":\" a\",\"logprobs\":null,\"finish_reason\":null}]}\r\n\r\ndata: {\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}\r\n\r\ndata: [DONE]\r\n\r\n",
    ];

    /// <returns>Null where both say the same; else what differs.</returns>
    public static string? Try(CounterRandom random)
    {
        var stream = Mutated(random);
        var slow = SlowStreamParser.Parse(stream);
        var fast = Fast(stream, random);
        var same = fast.End == slow.End && fast.ChunkBytes.SequenceEqual(slow.ChunkBytes)
            && (slow.Completion is not { } tokens || fast.OutputTokens == tokens) && (slow.Prompt is not { } prompt || fast.InputTokens == prompt);
        return same ? null : $"fast: {fast.End} {fast.OutputTokens} [{string.Join(',', fast.ChunkBytes)}] {fast.Error}; slow: {slow.End} {slow.Completion} [{string.Join(',', slow.ChunkBytes)}]\n{Encoding.Latin1.GetString(stream)}";
    }

    private static byte[] Mutated(CounterRandom random)
    {
        var bytes = Encoding.UTF8.GetBytes(Seeds[random.Below(Seeds.Length)]).ToList();
        for (var changes = random.Below(6); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Below(bytes.Count);
            switch (random.Below(5))
            {
                case 0:
                    bytes[at] = (byte)random.Below(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + random.Below(12)));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Fragments[random.Below(Fragments.Length)]));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, 1 + random.Below(120))));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }

    private static RequestOutcome Fast(byte[] stream, CounterRandom random)
    {
        var request = new StreamingRequest(new PlannedRequest(0, TimeSpan.Zero, 5, 4, 0));
        for (var at = 0; at < stream.Length && !request.IsAnswered;)
        {
            var length = Math.Min(stream.Length - at, 1 + random.Below(random.Below(4) == 0 ? 200 : 12));
            request.Read(stream.AsSpan(at, length), TimeSpan.FromTicks(at));
            at += length;
        }

        request.Complete();
        return request.Outcome!;
    }
}
