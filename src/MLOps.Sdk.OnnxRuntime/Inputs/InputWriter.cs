using System.Runtime.Intrinsics;
using MLOps.Sdk.Features;
using MLOps.Sdk.OnnxRuntime.Calls;

namespace MLOps.Sdk.OnnxRuntime.Inputs;

/// <summary>Writes the features of an input into the memory that the runtime reads. Allocates nothing. Safe on any thread; the tensors are not.</summary>
internal sealed class InputWriter<TInput>(FeatureSet<TInput> features, InputPlan plan)
{
    private readonly InputBinding[] _bindings = [.. plan.Bindings];

    /// <summary>Writes one row.</summary>
    public void Write(TInput input, InputTensors tensors, int row)
    {
        Span<double> numbers = tensors.Numbers;
        features.ReadNumbers(input, numbers);
        for (int i = 0; i < _bindings.Length; i++)
        {
            InputBinding binding = _bindings[i];
            switch (binding.Type)
            {
                case OnnxElementType.Float:
                    WriteFloats(binding, numbers, tensors.Row<float>(i, row));
                    break;
                case OnnxElementType.Double:
                    WriteDoubles(binding, numbers, tensors.Row<double>(i, row));
                    break;
                case OnnxElementType.Int64:
                    WriteIntegers(binding, numbers, tensors.Row<long>(i, row));
                    break;
                default:
                    for (int column = 0; column < binding.Columns; column++)
                        tensors.WriteText(i, (row * binding.Columns) + column, features.ReadCategory(input, binding.Slots[column]), binding.Names[column]);
                    break;
            }
        }
    }

    private static void WriteFloats(InputBinding binding, ReadOnlySpan<double> numbers, Span<float> row)
    {
        if (binding.IsIdentity)
        {
            Narrow(numbers[..row.Length], row);
            return;
        }

        ReadOnlySpan<int> slots = binding.Slots.AsSpan();
        for (int column = 0; column < slots.Length; column++)
            row[column] = (float)numbers[slots[column]];
    }

    private static void WriteDoubles(InputBinding binding, ReadOnlySpan<double> numbers, Span<double> row)
    {
        ReadOnlySpan<int> slots = binding.Slots.AsSpan();
        for (int column = 0; column < slots.Length; column++)
            row[column] = numbers[slots[column]];
    }

    private static void WriteIntegers(InputBinding binding, ReadOnlySpan<double> numbers, Span<long> row)
    {
        ReadOnlySpan<int> slots = binding.Slots.AsSpan();
        for (int column = 0; column < slots.Length; column++)
        {
            double value = numbers[slots[column]];
            long integer = (long)value;
            if (integer != value || Math.Abs(value) > 9007199254740992d)
                throw NotAnInteger(binding, column, value);
            row[column] = integer;
        }
    }

    private static void Narrow(ReadOnlySpan<double> source, Span<float> destination)
    {
        int i = 0;
        ref double from = ref System.Runtime.InteropServices.MemoryMarshal.GetReference(source);
        ref float to = ref System.Runtime.InteropServices.MemoryMarshal.GetReference(destination);
        for (; i <= source.Length - 4; i += 4)
            Vector128.Narrow(Vector128.LoadUnsafe(ref from, (nuint)i), Vector128.LoadUnsafe(ref from, (nuint)i + 2)).StoreUnsafe(ref to, (nuint)i);
        for (; i < source.Length; i++)
            destination[i] = (float)source[i];
    }

    private static OnnxInputException NotAnInteger(InputBinding binding, int column, double value) => new(
        $"Feature '{binding.Names[column]}' is {value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)} and input '{binding.Input.Name}' takes integers " +
        "of at most 2^53. Impute missing values and round before the call, or export the model with a float input.");
}
