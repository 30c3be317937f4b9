using CleanES.Domain.Todos;
using static CleanES.TestKit.Specification;

namespace CleanES.Domain.Tests.Todos;

public sealed class TodoTests
{
    private static readonly Guid _id = Guid.NewGuid();

    [Fact]
    public void A_todo_is_created_open()
    {
        var todo = When(() => Todo.Create(_id, "milk")).Then(new Todo.Created("milk"));

        Assert.Equal((_id, "milk", false, null), (todo.Id, todo.Label, todo.Done, todo.ProjectId));
    }

    [Fact]
    public void A_todo_is_created_in_a_project()
    {
        var project = Guid.NewGuid();

        var todo = When(() => Todo.Create(_id, "milk", project)).Then(new Todo.Created("milk"), new Todo.AddedToProject(project));

        Assert.Equal(project, todo.ProjectId);
    }

    [Theory]
    [MemberData(nameof(NoLabels))]
    public void A_todo_is_not_created_without_a_label(string label) =>
        When(() => Todo.Create(_id, label)).ThenFails(TodoErrors.LabelInvalidCode);

    [Theory]
    [MemberData(nameof(NoLabels))]
    public void A_todo_is_not_relabelled_without_a_label(string label) =>
        Given<Todo>(new Todo.Created("milk"))
            .When(todo => todo.ChangeLabel(label))
            .ThenFails(TodoErrors.LabelInvalidCode);

    public static TheoryData<string> NoLabels => ["", " \t", "two\nlines", new string('a', Todo.MaxLabelLength + 1)];

    [Fact]
    public void A_label_may_be_as_long_as_the_limit()
    {
        var longest = new string('a', Todo.MaxLabelLength);
        When(() => Todo.Create(_id, longest)).Then(new Todo.Created(longest));
    }

    [Fact]
    public void An_open_todo_is_relabelled()
    {
        var todo = Given<Todo>(new Todo.Created("milk"))
            .When(todo => todo.ChangeLabel("bread"))
            .Then(new Todo.LabelChanged("bread"));

        Assert.Equal("bread", todo.Label);
    }

    [Fact]
    public void The_same_label_again_changes_nothing() =>
        Given<Todo>(new Todo.Created("milk"))
            .When(todo => todo.ChangeLabel("milk"))
            .ThenNothing();

    [Fact]
    public void A_todo_that_is_done_keeps_its_label() =>
        Given<Todo>(new Todo.Created("milk"), new Todo.Completed())
            .When(todo => todo.ChangeLabel("bread"))
            .ThenFails(TodoErrors.AlreadyDoneCode);

    [Fact]
    public void An_open_todo_is_completed()
    {
        var todo = Given<Todo>(new Todo.Created("milk")).When(todo => todo.Complete()).Then(new Todo.Completed());

        Assert.True(todo.Done);
    }

    [Fact]
    public void A_todo_is_done_only_once() =>
        Given<Todo>(new Todo.Created("milk"), new Todo.Completed()).When(todo => todo.Complete()).ThenNothing();

    [Fact]
    public void A_todo_that_is_done_is_reopened()
    {
        var todo = Given<Todo>(new Todo.Created("milk"), new Todo.Completed()).When(todo => todo.Reopen()).Then(new Todo.Reopened());

        Assert.False(todo.Done);
    }

    [Fact]
    public void An_open_todo_is_not_reopened() =>
        Given<Todo>(new Todo.Created("milk")).When(todo => todo.Reopen()).ThenNothing();

    [Fact]
    public void A_reopened_todo_is_relabelled() =>
        Given<Todo>(new Todo.Created("milk"), new Todo.Completed(), new Todo.Reopened())
            .When(todo => todo.ChangeLabel("bread"))
            .Then(new Todo.LabelChanged("bread"));

    [Fact]
    public void A_todo_is_discarded()
    {
        var todo = Given<Todo>(new Todo.Created("milk")).When(todo => todo.Discard()).Then(new Todo.Discarded());

        Assert.True(todo.IsDiscarded);
    }

    [Fact]
    public void An_open_todo_is_abandoned()
    {
        var todo = Given<Todo>(new Todo.Created("milk")).When(todo => todo.Abandon()).Then(new Todo.Discarded());

        Assert.True(todo.IsDiscarded);
    }

    [Fact]
    public void A_todo_that_is_done_is_not_abandoned() =>
        Given<Todo>(new Todo.Created("milk"), new Todo.Completed()).When(todo => todo.Abandon()).ThenNothing();
}
