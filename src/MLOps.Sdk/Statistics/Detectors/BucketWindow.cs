namespace MLOps.Sdk.Statistics.Detectors;

/// <summary>
/// An exponential histogram: the sums of a window's rows in buckets of 1, 2, 4 … rows, a few of each size, oldest and
/// largest first to go. Single owner.
/// </summary>
internal sealed class BucketWindow(int bucketsPerLevel)
{
    private readonly List<Level> _levels = [new Level(bucketsPerLevel + 1)];
    private double _squares;

    public long Rows { get; private set; }

    public double Sum { get; private set; }

    /// <summary>The population variance.</summary>
    public double Variance => Rows == 0 ? 0 : Math.Max(_squares, 0) / Rows;

    public int Levels => _levels.Count;

    public int Buckets(int level) => _levels[level].Count;

    /// <summary>A bucket's sum; 0 is the oldest of its level.</summary>
    public double BucketSum(int level, int bucket) => _levels[level].Sums[bucket];

    public void Add(double value)
    {
        _levels[0].Append(value, 0);
        if (Rows > 0)
        {
            double distance = value - (Sum / Rows);
            _squares += distance * distance * Rows / (Rows + 1);
        }

        Rows++;
        Sum += value;
        Compress();
    }

    public void DropOldest()
    {
        int last = _levels.Count - 1;
        Level level = _levels[last];
        long rows = 1L << last;
        double sum = level.Sums[0];
        double squares = level.Squares[0];
        Rows -= rows;
        Sum -= sum;
        double distance = (sum / rows) - (Rows == 0 ? 0 : Sum / Rows);
        _squares -= squares + ((double)rows * Rows * distance * distance / (rows + Rows));
        level.RemoveOldest(1);
        if (level.Count == 0 && last > 0)
            _levels.RemoveAt(last);
    }

    public void Clear()
    {
        _levels.RemoveRange(1, _levels.Count - 1);
        _levels[0].RemoveOldest(_levels[0].Count);
        Rows = 0;
        Sum = 0;
        _squares = 0;
    }

    /// <summary>Where a level has one bucket too many, its two oldest become one of the next.</summary>
    private void Compress()
    {
        for (int i = 0; i < _levels.Count && _levels[i].Count > bucketsPerLevel; i++)
        {
            if (i + 1 == _levels.Count)
                _levels.Add(new Level(bucketsPerLevel + 1));
            Level level = _levels[i];
            double rows = Math.ScaleB(1, i);
            double distance = (level.Sums[0] - level.Sums[1]) / rows;
            double squares = level.Squares[0] + level.Squares[1] + (rows / 2 * distance * distance);
            _levels[i + 1].Append(level.Sums[0] + level.Sums[1], squares);
            level.RemoveOldest(2);
        }
    }

    private sealed class Level(int capacity)
    {
        public double[] Sums { get; } = new double[capacity];

        public double[] Squares { get; } = new double[capacity];

        public int Count { get; private set; }

        public void Append(double sum, double squares)
        {
            Sums[Count] = sum;
            Squares[Count++] = squares;
        }

        public void RemoveOldest(int buckets)
        {
            Count -= buckets;
            Array.Copy(Sums, buckets, Sums, 0, Count);
            Array.Copy(Squares, buckets, Squares, 0, Count);
        }
    }
}
