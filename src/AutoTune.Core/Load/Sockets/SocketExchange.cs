namespace AutoTune.Load.Sockets;

/// <summary>A request on its way over a socket; <see cref="Ended"/> completes with it.</summary>
internal sealed class SocketExchange(StreamingRequest request, byte[] bytes)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StreamingRequest Request => request;

    public byte[] Bytes => bytes;

    public Task Ended => _ended.Task;

    public void SetEnded() => _ended.TrySetResult();
}
