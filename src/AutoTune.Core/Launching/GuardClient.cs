using System.ComponentModel;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace AutoTune.Launching;

/// <summary>AutoTune's end of the guard: a process that kills what is registered here when AutoTune is gone, however it went.</summary>
/// <remarks>
/// The guard starts with the first registration. A process that carries <see cref="Leash"/> in its environment is found by the guard without
/// a registration too, which closes the moment between start and registration, and the way out by a new session.
/// </remarks>
public sealed class GuardClient(string? folder = null) : IDisposable
{
    /// <summary>The variable that marks every process of ours.</summary>
    public const string LeashVariable = "AUTOTUNE_LEASH";

    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _wards = [];
    private FileStream? _pipe;
    private TaskCompletionSource _greeted = new();
    private bool _disposed;

    /// <summary>Value of <see cref="LeashVariable"/> for processes of ours, or its beginning: no other AutoTune has the same.</summary>
    public string Leash { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Process id of the guard that runs now; 0 before the first registration.</summary>
    public int GuardProcessId { get; private set; }

    /// <summary>Starts the guard where it does not run yet; nothing may be started before.</summary>
    public void Start()
    {
        lock (_gate)
            Ensure();
    }

    public void WatchGroup(int group, long leaderStart) => Add($"pgid {group} {leaderStart}");

    public void ReleaseGroup(int group, long leaderStart) => Remove($"pgid {group} {leaderStart}", $"-pgid {group}");

    /// <summary>Containers and networks that carry a label are removed when AutoTune is gone.</summary>
    /// <param name="socket">Path of the container engine's socket.</param>
    /// <param name="label">As <c>name=value</c>; the value is this AutoTune's alone.</param>
    public void WatchContainers(string socket, string label) => Add($"containers {label} {socket}");

    /// <summary>A command that is run when AutoTune is gone: it stops what this machine cannot see.</summary>
    /// <param name="command">Program and arguments; it runs in the folder that AutoTune runs in.</param>
    /// <param name="input">For its standard input.</param>
    public void WatchHook(IReadOnlyList<string> command, string input) => Add($"hook {Encoded(command, input)}");

    public void ReleaseHook(IReadOnlyList<string> command, string input) => Remove($"hook {Encoded(command, input)}", $"-hook {Encoded(command, input)}");

    private static string Encoded(IReadOnlyList<string> command, string input) =>
        string.Join(' ', command.Prepend(Environment.CurrentDirectory).Prepend(input).Select(word => Convert.ToBase64String(Encoding.UTF8.GetBytes(word))));

    /// <param name="path">Removed when AutoTune is gone; a folder named autotune-… or below one, anything else is ignored.</param>
    public void WatchFolder(string path) => Add($"path {path}");

    public void ReleaseFolder(string path) => Remove($"path {path}", $"-path {path}");

    /// <summary>Completes when the guard has said that it runs.</summary>
    /// <exception cref="LaunchException">It does not.</exception>
    public async Task WaitUntilReadyAsync(CancellationToken ct)
    {
        Task greeted;
        lock (_gate)
            greeted = _greeted.Task;
        try
        {
            await greeted.WaitAsync(StartBound, ct);
        }
        catch (TimeoutException e)
        {
            throw new LaunchException($"The guard process did not start within {StartBound.TotalSeconds:0} s.", e);
        }
    }

    /// <summary>Lets the guard go: it kills what is still registered, and ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _pipe?.Dispose();
        }
    }

    private void Add(string ward)
    {
        lock (_gate)
        {
            _wards.Add(ward);
            Ensure();
            Write("+" + ward);
        }
    }

    private void Remove(string ward, string line)
    {
        lock (_gate)
        {
            if (_wards.Remove(ward) && !_disposed)
                Write(line);
        }
    }

    private void Ensure()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_pipe is null)
            Spawn();
    }

    // A guard that somebody killed is replaced, and told everything again.
    private void Write(string line)
    {
        try
        {
            Send(line);
        }
        catch (IOException)
        {
            Spawn();
        }
    }

    private void Send(string line) => _pipe!.Write(Encoding.UTF8.GetBytes(line + "\n"));

    private void Spawn()
    {
        var program = GuardProgram.Find(folder ?? AppContext.BaseDirectory);
        var (input, toGuard) = PosixSpawn.OpenPipe();
        var (fromGuard, output) = PosixSpawn.OpenPipe();
        _pipe?.Dispose();
        _pipe = new FileStream(toGuard, FileAccess.Write, bufferSize: 0);
        using (input)
        using (output)
            GuardProcessId = PosixSpawn.Start(new SpawnRequest
            {
                FileName = program.FileName,
                Arguments = program.Arguments,
                Environment = GuardProgram.Environment(),
                WorkingDirectory = "/",
                Input = input,
                Output = output,
            });
        _greeted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = _greeted.Task.ContinueWith(task => task.Exception, TaskContinuationOptions.OnlyOnFaulted);    // whoever launches sees it
        Follow(GuardProcessId, fromGuard, _greeted);
        foreach (var known in _wards.Concat(RuntimeFiles.OfThisProcess().Select(path => $"file {path}")).Prepend($"mark {LeashVariable}={Leash}"))
            Send("+" + known);
    }

    private void Follow(int pid, SafeFileHandle fromGuard, TaskCompletionSource greeted) =>
        new Thread(() =>
        {
            using var reader = new StreamReader(new FileStream(fromGuard, FileAccess.Read, bufferSize: 0));
            var first = reader.ReadLine();
            if (first == "ready")
                greeted.TrySetResult();
            var rest = reader.ReadToEnd();
            var exit = ChildWait.Reap(pid);
            if (greeted.TrySetException(new LaunchException($"The guard process ended at once (exit code {exit.Code}): {first} {rest}".Trim())))
                return;
            ReplaceLost(pid);
        }, maxStackSize: 256 * 1024)
        { IsBackground = true, Name = "guard" }.Start();

    private void ReplaceLost(int pid)
    {
        lock (_gate)
        {
            if (_disposed || pid != GuardProcessId)
                return;
            try
            {
                Spawn();
            }
            catch (Exception e) when (e is LaunchException or Win32Exception or IOException)
            {
                _greeted.TrySetException(new LaunchException($"The guard process ended and could not be started again: {e.Message}", e));
            }
        }
    }
}
