using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

public sealed class DoublesTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
{
    [Fact]
    public async Task A_double_takes_the_place_of_a_service_in_the_real_process()
    {
        await using var service = await Service.StartAsync(FilesWithLedger with { Doubles = [typeof(NotedClock)] });
        await using (Workload.Start(service, Told, clients: 1)) await Told.AcknowledgeAsync(20);

        await Check.AllAsync(Files, Told, service);
        var dates = Journal.Read(Files).Select(row => row.CreateDate).ToList();
        Assert.True(dates.Count >= 20);
        Assert.Empty(dates.Except(Ledger.Read(FilesWithLedger, "now")));
    }

    private sealed class NotedClock : TimeProvider, IDouble
    {
        private Ledger? _ledger;

        public override DateTimeOffset GetUtcNow()
        {
            var now = base.GetUtcNow();
            _ledger?.Append("now", now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture));
            return now;
        }

        public void Register(IServiceCollection services, Ledger ledger)
        {
            _ledger = ledger;
            services.AddSingleton<TimeProvider>(this);
        }
    }
}
