using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CleanES.Infrastructure.EventSourcing.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class AddSubscribers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "event_id",
                table: "effect_checkpoint",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "effect_done",
                columns: table => new
                {
                    subscriber = table.Column<string>(type: "TEXT", nullable: false),
                    event_id = table.Column<string>(type: "TEXT", nullable: false),
                    step = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_effect_done", x => new { x.subscriber, x.event_id, x.step });
                });

            migrationBuilder.CreateTable(
                name: "parked_event",
                columns: table => new
                {
                    subscriber = table.Column<string>(type: "TEXT", nullable: false),
                    position = table.Column<long>(type: "INTEGER", nullable: false),
                    event_id = table.Column<string>(type: "TEXT", nullable: false),
                    event_type = table.Column<string>(type: "TEXT", nullable: false),
                    aggregate_type = table.Column<string>(type: "TEXT", nullable: false),
                    aggregate_id = table.Column<string>(type: "TEXT", nullable: false),
                    error = table.Column<string>(type: "TEXT", nullable: true),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    parked_at = table.Column<string>(type: "TEXT", nullable: false),
                    is_retried = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_parked_event", x => new { x.subscriber, x.position });
                });

            migrationBuilder.CreateTable(
                name: "subscriber",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    epoch = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    owner = table.Column<string>(type: "TEXT", nullable: true),
                    beat = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    attempting = table.Column<long>(type: "INTEGER", nullable: true),
                    crashed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    crashes = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 0),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 0),
                    error = table.Column<string>(type: "TEXT", nullable: true),
                    next_attempt = table.Column<string>(type: "TEXT", nullable: true),
                    is_stopped = table.Column<bool>(type: "INTEGER", nullable: false, defaultValue: false),
                    is_paused = table.Column<bool>(type: "INTEGER", nullable: false, defaultValue: false),
                    asked = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    generation = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 0),
                    building = table.Column<int>(type: "INTEGER", nullable: true),
                    build_error = table.Column<string>(type: "TEXT", nullable: true),
                    began_after = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_subscriber", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "subscriber_audit",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    subscriber = table.Column<string>(type: "TEXT", nullable: false),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    position = table.Column<long>(type: "INTEGER", nullable: true),
                    event_id = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    at = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_subscriber_audit", x => x.id);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new System.NotSupportedException("Migrations of the journal only add.");
    }
}
