using System.Diagnostics;
using CleanES.Fault.Tests;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;

[assembly: HostingStartup(typeof(Doubles))]

namespace CleanES.Fault.Tests;

/// <summary>
/// Brings test doubles into a real process: this assembly is loaded there as a hosting startup. That alone would register them before
/// the service's own, which would win; so they wait for the moment at which the host is built.
/// </summary>
internal sealed class Doubles : IHostingStartup, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private const string Classes = "FAULT_TESTS_DOUBLES";
    private const string LedgerFile = "FAULT_TESTS_LEDGER";

    public static (string Name, string Value)[] Settings(string ledger, IEnumerable<Type> doubles) =>
    [
        ("ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", typeof(Doubles).Assembly.GetName().Name!),
        (Classes, string.Join(';', doubles)),
        (LedgerFile, ledger),
    ];

    public void Configure(IWebHostBuilder builder) => DiagnosticListener.AllListeners.Subscribe(this);

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.Extensions.Hosting") value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is not { Key: "HostBuilding", Value: IHostBuilder host }) return;

        var ledger = new Ledger(Environment.GetEnvironmentVariable(LedgerFile)!);
        foreach (var name in Environment.GetEnvironmentVariable(Classes)!.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var one = (IDouble)Activator.CreateInstance(Type.GetType(name, throwOnError: true)!)!;
            host.ConfigureServices(services => one.Register(services, ledger));
        }
    }

    public void OnError(Exception error) { }

    public void OnCompleted() { }
}
