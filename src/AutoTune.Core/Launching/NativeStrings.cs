using System.Runtime.InteropServices;

namespace AutoTune.Launching;

/// <summary>A list of strings as C takes it: an array of pointers that ends with a null.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly List<nint> _texts = [];

    public NativeStrings(IEnumerable<string> texts)
    {
        _texts.AddRange(texts.Select(Marshal.StringToCoTaskMemUTF8));
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)_texts.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < _texts.Count; i++)
            Pointer[i] = (byte*)_texts[i];
    }

    public byte** Pointer { get; }

    public void Dispose()
    {
        _texts.ForEach(Marshal.FreeCoTaskMem);
        NativeMemory.Free(Pointer);
    }
}
