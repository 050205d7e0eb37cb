namespace MLOps.Sdk.Benchmarks.Swaps;

/// <summary>A thread that calls without pause and checks every answer: version "vN" answers N.</summary>
internal sealed class RacingCaller : IDisposable
{
    private readonly IPredictor<double, double> _model;
    private readonly Thread _thread;
    private volatile bool _isStopping;
    private long _calls, _failed, _mixed; // the thread's; read by others after it ended

    public RacingCaller(IPredictor<double, double> model)
    {
        _model = model;
        _thread = new Thread(Run) { Name = "benchmark caller", IsBackground = true };
        _thread.Start();
    }

    public long Calls => _calls;

    /// <summary>Calls that threw.</summary>
    public long Failed => _failed;

    /// <summary>Calls whose value and version disagree.</summary>
    public long Mixed => _mixed;

    public void Dispose()
    {
        _isStopping = true;
        _thread.Join();
    }

    private void Run()
    {
        while (!_isStopping)
        {
            _calls++;
            try
            {
                Prediction<double> answer = _model.PredictAsync(0).AsTask().GetAwaiter().GetResult();
                if (answer.Version != SwappedApp.NameOf(answer.Value))
                    _mixed++;
            }
            catch (Exception)
            {
                _failed++;
            }
        }
    }
}
