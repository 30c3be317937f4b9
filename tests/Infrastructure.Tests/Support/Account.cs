using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.Tests.Support;

internal sealed class Account : AggregateRoot
{
    private Account(Guid id) : base(id) { }

    public string Holder { get; private set; } = "";
    public long Balance { get; private set; }

    public static Account Open(Guid id, string holder = "Ann")
    {
        var account = new Account(id);
        account.Raise(new Opened(holder, null));
        return account;
    }

    public void Deposit(long amount)
    {
        if (amount != 0) Raise(new Deposited(amount));
    }

    public void Close() => Raise(new Closed());

    public sealed record Opened(string Holder, string? OpenedByClerk) : DomainEvent<Account>
    {
        protected override void Apply(Account account) => account.Holder = Holder;
    }

    public sealed record Deposited(long Amount) : DomainEvent<Account>
    {
        protected override void Apply(Account account) => account.Balance += Amount;
    }

    public sealed record Closed : DomainEvent<Account>
    {
        protected override void Apply(Account account) => account.IsDiscarded = true;
    }
}
