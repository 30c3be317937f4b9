using System.Diagnostics;
using CleanES.Application.EventSourcing;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CleanES.Api.EventSourcing.CommandLine;

/// <summary>Tells on the error stream how far a command has come: with a bar on a terminal, else with a line now and then.</summary>
internal static class JournalProgressBar
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);

    public static Task<T> ShowAsync<T>(Func<IProgress<JournalProgress>, Task<T>> work) => Console.IsErrorRedirected
        ? work(new Lines())
        : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new Rate(), new RemainingTimeColumn())
            .StartAsync(bars => work(new Bar(bars.AddTask("tables", autoStart: false))));

    private sealed class Bar(ProgressTask bar) : IProgress<JournalProgress>
    {
        public void Report(JournalProgress value)
        {
            if (value.Events == 0) return;

            if (!bar.IsStarted) bar.StartTask();    // here, so that rate and time are those of events
            (bar.Description, bar.MaxValue, bar.Value) = ("events", Math.Max(value.Events, value.Newest), value.Events);
        }
    }

    private sealed class Rate : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Markup(task.Speed is { } speed ? $"{Output.Count((long)speed, "event")}/s" : "");
    }

    private sealed class Lines : IProgress<JournalProgress>
    {
        private readonly Stopwatch _running = new();
        private TimeSpan _next = _pause;

        public void Report(JournalProgress value)
        {
            if (value.Events > 0) _running.Start();
            if (_running.Elapsed < _next) return;

            _next = _running.Elapsed + _pause;
            var rate = value.Events / _running.Elapsed.TotalSeconds;
            Console.Error.WriteLine($"{Output.Count(value.Events, "event")} of {Output.Count(value.Newest)}, {Output.Count((long)rate)} a second, "
                + $"{TimeSpan.FromSeconds((long)((value.Newest - value.Events) / rate))} left");
        }
    }
}
