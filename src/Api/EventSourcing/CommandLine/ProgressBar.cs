using System.Diagnostics;
using Spectre.Console;

namespace CleanES.Api.EventSourcing.CommandLine;

/// <summary>Tells on the error stream how far a command has come: with a bar on a terminal, else with a line now and then.</summary>
internal static class ProgressBar
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);

    public static Task<TAnswer> ShowAsync<T, TAnswer>(Func<T, Advance> advanceOf, Func<IProgress<T>, Task<TAnswer>> work) => Console.IsErrorRedirected
        ? work(new Told<T>(advanceOf, new Lines().Tell))
        : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(bars => work(new Told<T>(advanceOf, new Bar(bars.AddTask("tables", autoStart: false)).Tell)));

    private sealed class Told<T>(Func<T, Advance> advanceOf, Action<Advance, string> tell) : IProgress<T>
    {
        private readonly Stopwatch _running = new();
        private long _first;

        public void Report(T value)
        {
            var now = advanceOf(value);
            if (now.Events == 0 && now.Error is null) return;

            if (!_running.IsRunning) _first = now.Events;   // here, so that rate and time are those of events
            _running.Start();
            var rate = (now.Events - _first) / Math.Max(_running.Elapsed.TotalSeconds, 0.001);
            var left = rate > 0 ? $", {TimeSpan.FromSeconds((long)(Math.Max(0, now.Of - now.Events) / rate))} left" : "";
            tell(now, $"{Output.Count(now.Events, "event")} of {Output.Count(now.Of)}, {Output.Count((long)rate)} a second{left}{(now.Error is null ? "" : $"; stopped, and tried again: {now.Error}")}");
        }
    }

    private sealed class Bar(ProgressTask bar)
    {
        public void Tell(Advance now, string words)
        {
            if (!bar.IsStarted) bar.StartTask();
            (bar.Description, bar.MaxValue, bar.Value) = (Output.Cell(words).EscapeMarkup(), Math.Max(1, Math.Max(now.Events, now.Of)), now.Events);
        }
    }

    private sealed class Lines
    {
        private readonly Stopwatch _running = Stopwatch.StartNew();
        private TimeSpan _next = _pause;

        public void Tell(Advance now, string words)
        {
            if (_running.Elapsed < _next) return;

            _next = _running.Elapsed + _pause;
            Console.Error.WriteLine(words);
        }
    }
}

/// <param name="Events">So many are done.</param>
/// <param name="Of">So many are to be done.</param>
/// <param name="Error">What stops it just now.</param>
internal sealed record Advance(long Events, long Of, string? Error = null);
