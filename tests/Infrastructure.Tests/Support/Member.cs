using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.Tests.Support;

/// <summary>Holds claims: its e-mail address for itself, its nickname if it has one.</summary>
internal sealed class Member : AggregateRoot
{
    public const string Email = "member.email", Nickname = "member.nickname";

    private Member(Guid id) : base(id) { }

    public static Member Join(string email, Guid? id = null)
    {
        var member = new Member(id ?? Guid.CreateVersion7());
        member.Raise(new Joined(email));
        return member;
    }

    public void ChangeEmail(string email) => Raise(new EmailChanged(email));

    public void CallItself(string? nickname) => Raise(new Nicknamed(nickname));

    public void Greet() => Raise(new Greeted());

    public void Leave() => Raise(new Left());

    public sealed record Joined(string Email) : DomainEvent<Member>
    {
        protected override void Apply(Member member) => member.Claim(Member.Email, Email);
    }

    public sealed record EmailChanged(string Email) : DomainEvent<Member>
    {
        protected override void Apply(Member member) => member.Claim(Member.Email, Email);
    }

    public sealed record Nicknamed(string? Nickname) : DomainEvent<Member>
    {
        protected override void Apply(Member member) => member.Claim(Member.Nickname, Nickname);
    }

    public sealed record Greeted : DomainEvent<Member>
    {
        protected override void Apply(Member member) { }
    }

    public sealed record Left : DomainEvent<Member>
    {
        protected override void Apply(Member member) => member.IsDiscarded = true;
    }
}
