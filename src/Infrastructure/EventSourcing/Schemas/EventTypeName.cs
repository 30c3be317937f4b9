namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>How the journal and the schema folder call an event, whether it has a class or not.</summary>
/// <param name="AggregateName">The aggregate's stable name: <c>todo</c>.</param>
/// <param name="Name">The event type: <c>todo_created</c>.</param>
internal record EventTypeName(string AggregateName, string Name);
