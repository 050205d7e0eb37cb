using System.Text;

namespace MLOps.Sdk.Drift.Alarms;

/// <summary>The seed of one signal's alarm: the same in every run and on every machine, another for every signal.</summary>
internal static class SignalSeed
{
    /// <summary>FNV-1a over the names, parted by a byte that UTF-8 never has, and the seed.</summary>
    public static ulong Of(ulong seed, params ReadOnlySpan<string> names)
    {
        ulong hash = 0xCBF29CE484222325;
        for (int i = 0; i < sizeof(ulong); i++)
            Add((byte)(seed >> (8 * i)));
        foreach (string name in names)
        {
            foreach (byte part in Encoding.UTF8.GetBytes(name))
                Add(part);
            Add(0xFF);
        }

        return hash;

        void Add(byte part) => hash = (hash ^ part) * 0x100000001B3;
    }
}
