using MLOps.Sdk.Privacy;

namespace MLOps.Sdk.Tests.Privacy.Retaining;

public sealed class RetentionTimesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_was_never_done_is_due_at_once() => Assert.True(default(RetentionTimes).IsDue(Daily(), Noon));

    [Theory]
    [InlineData(23.9, false)]
    [InlineData(24, true)]
    [InlineData(-1, true)] // the clock was wrong, then or now
    public void It_is_due_when_the_interval_is_over(double hours, bool due) =>
        Assert.Equal(due, Done(Noon).IsDue(Daily(), Noon.AddHours(hours)));

    [Theory]
    [InlineData("2026-03-01T03:00:10Z", "2026-03-02T02:59:00Z", false)]
    [InlineData("2026-03-01T03:00:10Z", "2026-03-02T03:00:00Z", true)]
    [InlineData("2026-03-01T11:00:00Z", "2026-03-02T03:00:00Z", true)] // it was late that day, and is not the next
    [InlineData("2026-03-01T02:00:00Z", "2026-03-01T03:00:00Z", true)]
    [InlineData("2026-03-01T03:00:00Z", "2026-03-09T15:00:00Z", true)] // missed while no app ran
    public void With_a_time_of_day_it_is_due_when_that_is_reached(string done, string now, bool due) =>
        Assert.Equal(due, Done(At(done)).IsDue(Daily(new TimeOnly(3, 0)), At(now)));

    [Fact]
    public void Every_seventh_day_is_seven_days_from_the_time_of_day_that_came_before_the_last_run()
    {
        RetentionOptions weekly = Daily(new TimeOnly(3, 0));
        weekly.Interval = TimeSpan.FromDays(7);

        Assert.False(Done(At("2026-03-01T09:00:00Z")).IsDue(weekly, At("2026-03-08T02:59:59Z")));
        Assert.True(Done(At("2026-03-01T09:00:00Z")).IsDue(weekly, At("2026-03-08T03:00:00Z")));
    }

    [Fact]
    public void A_run_that_failed_is_tried_again_after_five_minutes_by_whoever_looks()
    {
        var failed = new RetentionTimes(Noon.AddDays(-1), Noon);

        Assert.False(failed.IsDue(Daily(), Noon.AddMinutes(4)));
        Assert.True(failed.IsDue(Daily(), Noon.AddMinutes(5)));
    }

    [Fact]
    public void Times_are_read_back_as_they_were_written_and_what_cannot_be_read_was_never()
    {
        var times = new RetentionTimes(Noon.AddDays(-1), Noon.AddMicroseconds(7));

        Assert.Equal(times, RetentionTimes.Parse(times.ToString()));
        Assert.Equal(new RetentionTimes(null, Noon), RetentionTimes.Parse(new RetentionTimes(null, Noon).ToString()));
        Assert.Equal(default, RetentionTimes.Parse(""));
        Assert.Equal(default, RetentionTimes.Parse("not a time"));
    }

    private static RetentionTimes Done(DateTimeOffset at) => new(at, at);

    private static RetentionOptions Daily(TimeOnly? at = null) => new() { Keep = TimeSpan.FromDays(200), Reason = "policy 1", TimeOfDay = at };

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
}
