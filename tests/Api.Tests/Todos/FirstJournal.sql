BEGIN TRANSACTION;
CREATE TABLE "__EFMigrationsHistory" (
    "MigrationId" TEXT NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
    "ProductVersion" TEXT NOT NULL
);
INSERT INTO "__EFMigrationsHistory" VALUES('20261123080236_CreateJournal','10.0.15');
CREATE TABLE "__EFMigrationsLock" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY,
    "Timestamp" TEXT NOT NULL
);
CREATE TABLE "effect_checkpoint" (
    "subscriber" TEXT NOT NULL CONSTRAINT "PK_effect_checkpoint" PRIMARY KEY,
    "position" INTEGER NOT NULL
);
CREATE TABLE "event_journal" (
    "position" INTEGER NOT NULL CONSTRAINT "PK_event_journal" PRIMARY KEY,
    "event_id" TEXT NOT NULL,
    "event_type" TEXT NOT NULL,
    "event_version" INTEGER NOT NULL,
    "event_data" TEXT NOT NULL,
    "aggregate_type" TEXT NOT NULL,
    "aggregate_id" TEXT NOT NULL,
    "aggregate_version" INTEGER NOT NULL,
    "create_date" TEXT NOT NULL,
    "metadata" TEXT NOT NULL
);
INSERT INTO "event_journal" VALUES(1,'01a21510-596d-7ab9-aa9d-2aac1877c22b','todo_created',1,'{"label":"Buy milk"}','todo','01a21510-5964-7e70-a985-33a1fb03de0e',0,'2026-11-25T23:35:22.733096Z','{}');
INSERT INTO "event_journal" VALUES(2,'01a21510-5ab5-769e-97e8-e4ad1468f6ca','todo_created',1,'{"label":"日本語の買い物"}','todo','01a21510-5ab5-7cab-8815-f4c69f2a1d7c',0,'2026-11-25T23:35:23.061186Z','{}');
INSERT INTO "event_journal" VALUES(3,'01a21510-5bed-78fa-9289-e86e5357b9a3','todo_created',1,'{"label":"Say \"hello\", it''s <b>fine</b> & 100 % \\ C:\\temp"}','todo','01a21510-5bed-71ef-87fb-f0edecb1a1c6',0,'2026-11-25T23:35:23.373999Z','{}');
INSERT INTO "event_journal" VALUES(4,'01a21510-5cba-71c3-89a1-2922743a1658','todo_label_changed',1,'{"label":"牛乳を買う \uD83E\uDD5B"}','todo','01a21510-5ab5-7cab-8815-f4c69f2a1d7c',1,'2026-11-25T23:35:23.578244Z','{}');
INSERT INTO "event_journal" VALUES(5,'01a21510-5d9a-7e6d-8145-f7235d6fb0fd','todo_created',1,'{"label":"Позвонить маме ☎️"}','todo','01a21510-5d9a-7349-91bf-edb3d73f8db5',0,'2026-11-25T23:35:23.802963Z','{}');
INSERT INTO "event_journal" VALUES(6,'01a21510-5dbe-7a1e-913a-c3d787360215','todo_completed',1,'{}','todo','01a21510-5d9a-7349-91bf-edb3d73f8db5',1,'2026-11-25T23:35:23.838962Z','{}');
INSERT INTO "event_journal" VALUES(7,'01a21510-5e86-7a04-8179-7c9b549b3100','todo_created',1,'{"label":"شراء الخبز"}','todo','01a21510-5e86-7b11-b5e7-53b584ea3482',0,'2026-11-25T23:35:24.038378Z','{}');
INSERT INTO "event_journal" VALUES(8,'01a21510-5ec3-7076-aa9b-58013afc4f43','todo_completed',1,'{}','todo','01a21510-5bed-71ef-87fb-f0edecb1a1c6',1,'2026-11-25T23:35:24.099748Z','{}');
INSERT INTO "event_journal" VALUES(9,'01a21510-5f7c-7db8-b641-a19e0560c1bc','todo_created',1,'{"label":"naïve café — Łódź"}','todo','01a21510-5f7c-703b-a4dd-f6034a897b8a',0,'2026-11-25T23:35:24.284062Z','{}');
INSERT INTO "event_journal" VALUES(10,'01a21510-6152-79d4-b959-1bd4474324c5','todo_created',1,'{"label":"abababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababab"}','todo','01a21510-6152-7204-8a24-b2644bc54a41',0,'2026-11-25T23:35:24.754978Z','{}');
INSERT INTO "event_journal" VALUES(11,'01a21510-622d-7708-803c-548ec0239525','todo_label_changed',1,'{"label":"לקנות לחם"}','todo','01a21510-5e86-7b11-b5e7-53b584ea3482',1,'2026-11-25T23:35:24.973518Z','{}');
INSERT INTO "event_journal" VALUES(12,'01a21510-6243-747b-a13d-39b0bea9e956','todo_reopened',1,'{}','todo','01a21510-5bed-71ef-87fb-f0edecb1a1c6',2,'2026-11-25T23:35:24.995259Z','{}');
INSERT INTO "event_journal" VALUES(13,'01a21510-6255-7d6c-bd72-4d6fdf326fde','todo_reopened',1,'{}','todo','01a21510-5d9a-7349-91bf-edb3d73f8db5',2,'2026-11-25T23:35:25.013219Z','{}');
INSERT INTO "event_journal" VALUES(14,'01a21510-6312-728e-9a66-b2f1b4ae6d7f','todo_label_changed',1,'{"label":"{\"label\":\"Robert''); DROP TABLE event_journal;--\"}"}','todo','01a21510-5bed-71ef-87fb-f0edecb1a1c6',3,'2026-11-25T23:35:25.202259Z','{}');
INSERT INTO "event_journal" VALUES(15,'01a21510-6324-73a2-8766-8725f2c6d684','todo_discarded',1,'{}','todo','01a21510-5f7c-703b-a4dd-f6034a897b8a',1,'2026-11-25T23:35:25.220602Z','{}');
INSERT INTO "event_journal" VALUES(16,'01a21510-6335-7019-9abb-1714e2d3c000','todo_completed',1,'{}','todo','01a21510-5ab5-7cab-8815-f4c69f2a1d7c',2,'2026-11-25T23:35:25.237346Z','{}');
INSERT INTO "event_journal" VALUES(17,'01a21510-63e4-7496-be92-94bceac9d633','todo_label_changed',1,'{"label":"\uD83D\uDC69‍\uD83D\uDC69‍\uD83D\uDC67‍\uD83D\uDC66 ευχαριστώ हिन्दी 한국어"}','todo','01a21510-6152-7204-8a24-b2644bc54a41',1,'2026-11-25T23:35:25.412927Z','{}');
INSERT INTO "event_journal" VALUES(18,'01a21510-63f8-7c7a-aa90-7364fd9e7787','todo_completed',1,'{}','todo','01a21510-5d9a-7349-91bf-edb3d73f8db5',3,'2026-11-25T23:35:25.432003Z','{}');
INSERT INTO "event_journal" VALUES(19,'01a21510-6407-7b5e-baac-8f1786a08c55','todo_discarded',1,'{}','todo','01a21510-5e86-7b11-b5e7-53b584ea3482',2,'2026-11-25T23:35:25.447694Z','{}');
CREATE TABLE "journal_counter" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_journal_counter" PRIMARY KEY,
    "position" INTEGER NOT NULL,
    CONSTRAINT "one_row" CHECK (id = 1)
);
INSERT INTO "journal_counter" VALUES(1,19);
CREATE UNIQUE INDEX "IX_event_journal_aggregate_type_aggregate_id_aggregate_version" ON "event_journal" ("aggregate_type", "aggregate_id", "aggregate_version");
CREATE UNIQUE INDEX "IX_event_journal_event_id" ON "event_journal" ("event_id");
CREATE TRIGGER event_journal_refuses_update BEFORE UPDATE ON event_journal
BEGIN SELECT RAISE(ABORT, 'event_journal is append-only: UPDATE is refused'); END;
CREATE TRIGGER event_journal_refuses_delete BEFORE DELETE ON event_journal
BEGIN SELECT RAISE(ABORT, 'event_journal is append-only: DELETE is refused'); END;
CREATE TRIGGER event_journal_refuses_replace BEFORE INSERT ON event_journal
WHEN EXISTS (SELECT 1 FROM event_journal WHERE position = NEW.position)
  OR EXISTS (SELECT 1 FROM event_journal WHERE event_id = NEW.event_id)
  OR EXISTS (SELECT 1 FROM event_journal
    WHERE aggregate_type = NEW.aggregate_type AND aggregate_id = NEW.aggregate_id AND aggregate_version = NEW.aggregate_version)
BEGIN SELECT RAISE(ABORT, 'event_journal is append-only: this position, event id or aggregate version is taken'); END;
COMMIT;
