using AutoTune.Engines;
using AutoTune.Launching;
using Xunit;

namespace AutoTune.Tests.Launching;

public sealed class SecretVariablesTests
{
    [Theory]
    [InlineData("HF_TOKEN", true)]
    [InlineData("OPENAI_API_KEY", true)]
    [InlineData("AWS_SECRET_ACCESS_KEY", true)]
    [InlineData("PGPASSWORD", true)]
    [InlineData("TOKENIZERS_PARALLELISM", false)]
    [InlineData("SENTRY_DSN", true)]
    [InlineData("AWS_ACCESS_KEY_ID", true)]
    [InlineData("PATH", false)]
    [InlineData("CUDA_VISIBLE_DEVICES", false)]
    public void A_secret_is_known_by_its_name(string name, bool secret) => Assert.Equal(secret, SecretNames.IsVariable(name));

    [Fact]
    public void Only_values_long_enough_to_be_secrets_are_hidden() => Assert.Equal(
        ["hf_abcdef", "under-another-name"],
        SecretVariables.Values(new()
        {
            Name = "engine",
            FileName = "engine",
            Arguments = [],
            Environment = new Dictionary<string, string> { ["HF_TOKEN"] = "hf_abcdef", ["A_KEY"] = "x", ["HOME"] = "/home/somebody" },
            Secrets = new Dictionary<string, string> { ["HUB"] = "under-another-name" },
            Stop = new(StopSignal.Terminate, TimeSpan.Zero),
        }));
}
