using CleanES.Application.EventSourcing;
using CleanES.Application.Todos;
using CleanES.TestKit;
using MediatR;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Api.Tests.Todos;

/// <summary>An answer that was waited for tells how many events it does not show, as the query found it.</summary>
public sealed class ReadModelParkedTests(ReadModelParkedTests.Answering service) : IClassFixture<ReadModelParkedTests.Answering>
{
    [Theory]
    [InlineData(3, "0", "3")]
    [InlineData(0, "0", null)]
    [InlineData(3, null, null)]
    public async Task It_is_a_header_where_there_are_any_and_a_position_is_asked_for(long parked, string? position, string? told)
    {
        service.Parked = parked;
        (string, string)[] headers = position is null ? [] : [("Min-Journal-Position", position)];

        var answer = await service.CreateClient().FetchAsync("/projects", headers);

        Assert.Equal((200, told), (answer.Status, answer.Headers.GetValueOrDefault("Read-Model-Parked")));
    }

    public sealed class Answering : Service
    {
        public long Parked { get; set; }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureServices(services => services.AddScoped<IRequestHandler<ListProjects, PagedList<ProjectListEntry>>>(
                scope => new Handler(this, scope.GetRequiredService<ReadModelAnswer>())));
        }
    }

    private sealed class Handler(Answering service, ReadModelAnswer answer) : IRequestHandler<ListProjects, PagedList<ProjectListEntry>>
    {
        public Task<PagedList<ProjectListEntry>> Handle(ListProjects request, CancellationToken cancellationToken)
        {
            answer.Parked = service.Parked;
            return Task.FromResult(new PagedList<ProjectListEntry>([], Page: 1, PageSize: 20, Total: 0));
        }
    }
}
