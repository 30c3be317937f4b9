using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CleanES.Infrastructure.EventSourcing.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class AddClaims : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "claim",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: false),
                    aggregate_type = table.Column<string>(type: "TEXT", nullable: false),
                    aggregate_id = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_claim", x => new { x.name, x.value });
                });

            migrationBuilder.CreateIndex(
                name: "IX_claim_aggregate_type_aggregate_id_name",
                table: "claim",
                columns: new[] { "aggregate_type", "aggregate_id", "name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new System.NotSupportedException("Migrations of the journal only add.");
    }
}
