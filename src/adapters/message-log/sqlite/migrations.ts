import type { DatabaseSync } from 'node:sqlite'
import { KvittensError } from '../../../protocol/kvittens-error.ts'

/**
 * The schema, one step after the other; a step that has been released is never changed. `late` is explained in
 * late-index.ts, `segment` and `at` in segments.ts, what purges leave in scrubbing.ts.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE address (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

  -- Written once. seq is the order of arrival, shared with attempt.
  CREATE TABLE message (
    seq INTEGER PRIMARY KEY,
    receipt TEXT NOT NULL,
    tx TEXT NOT NULL,
    channel INTEGER NOT NULL,
    caller TEXT NOT NULL,
    mailbox INTEGER NOT NULL,
    arrived INTEGER NOT NULL,
    size INTEGER NOT NULL,
    blob TEXT,
    segment INTEGER NOT NULL,
    at INTEGER NOT NULL,
    json_length INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX message_blob ON message (blob) WHERE blob IS NOT NULL;

  -- What a listing filters and sorts on, and what changes, of each message that is not acknowledged.
  CREATE TABLE waiting (
    mailbox INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    version INTEGER NOT NULL,
    arrived INTEGER NOT NULL,
    fetched INTEGER,
    status INTEGER NOT NULL,
    sequence_type TEXT NOT NULL,
    transfer_type TEXT NOT NULL,
    product TEXT NOT NULL,
    from_address TEXT,
    originator TEXT,
    end_recipient TEXT,
    corr_id TEXT NOT NULL,
    content_id TEXT NOT NULL,
    subject TEXT,
    meta_names TEXT,
    PRIMARY KEY (mailbox, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE waiting_meta (
    mailbox INTEGER NOT NULL,
    name TEXT NOT NULL,
    seq INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (mailbox, name, seq)
  ) STRICT, WITHOUT ROWID;

  -- What changes, of each message that is acknowledged.
  CREATE TABLE acknowledged (
    seq INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    fetched INTEGER,
    acknowledged INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE attempt (
    seq INTEGER PRIMARY KEY,
    receipt TEXT NOT NULL,
    channel INTEGER NOT NULL,
    caller TEXT NOT NULL,
    at INTEGER NOT NULL,
    code TEXT NOT NULL,
    facts TEXT NOT NULL
  ) STRICT;

  CREATE TABLE late (
    key INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (key, seq)
  ) STRICT, WITHOUT ROWID;

  -- id is the row's number in the audit trail plus one: one writer gives them without gaps, in order of commit.
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    subject INTEGER,
    receipt TEXT,
    event INTEGER NOT NULL,
    at INTEGER NOT NULL,
    canonical BLOB NOT NULL,
    leaf BLOB NOT NULL,
    detail TEXT
  ) STRICT;
  CREATE INDEX audit_subject ON audit (subject) WHERE subject IS NOT NULL;

  CREATE TABLE registry (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    entry TEXT NOT NULL,
    imported TEXT,
    PRIMARY KEY (kind, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE ledger (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    messages INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    indexed INTEGER NOT NULL,
    key_seed INTEGER NOT NULL,
    registry_revision INTEGER NOT NULL
  ) STRICT;
  INSERT INTO ledger VALUES (1, 0, 0, 0, abs(random() % 2147483647), 0);
  `,
  `
  -- How a message is handled that did not come straight into a mailbox. Its version counts until it is in a mailbox.
  -- destination is '' where none is known.
  CREATE TABLE handling (
    seq INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    state INTEGER NOT NULL,
    since INTEGER NOT NULL,
    due INTEGER,
    destination TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    fault TEXT,
    split_of TEXT,
    readdressed TEXT,
    acknowledged INTEGER,
    adm INTEGER NOT NULL,
    corr_id TEXT NOT NULL,
    content_id TEXT NOT NULL
  ) STRICT;
  CREATE INDEX handling_due ON handling (destination, due, seq) WHERE due IS NOT NULL;
  CREATE INDEX handling_soonest ON handling (due) WHERE due IS NOT NULL;
  CREATE INDEX handling_exchange ON handling (corr_id, content_id) WHERE adm = 0;
  CREATE INDEX handling_copies ON handling (split_of, seq) WHERE split_of IS NOT NULL;
  -- The states new, queued and held.
  CREATE INDEX handling_on_its_way ON handling (since) WHERE state IN (0, 1, 2);

  CREATE TABLE passed (agreement TEXT NOT NULL, at INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
  CREATE INDEX passed_at ON passed (agreement, at, bytes);
  `,
  `
  -- Of a message whose entry is purged: by what its other ids are known again. Its row holds nothing else but its
  -- names, its place in the order, and when it arrived.
  ALTER TABLE message ADD COLUMN identity TEXT;
  -- Which segments are needed. A new message comes to the end of it.
  CREATE INDEX message_segment ON message (segment) WHERE segment > 0;

  -- acknowledged is now also of what nobody acknowledged before it was archived.
  CREATE TABLE put_away (
    seq INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    fetched INTEGER,
    acknowledged INTEGER,
    arrived INTEGER NOT NULL,
    archived INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  INSERT INTO put_away (seq, version, fetched, acknowledged, arrived)
    SELECT k.seq, k.version, k.fetched, k.acknowledged, m.arrived FROM acknowledged k JOIN message m ON m.seq = k.seq;
  DROP TABLE acknowledged;
  ALTER TABLE put_away RENAME TO acknowledged;
  CREATE INDEX acknowledged_next ON acknowledged (arrived, seq) WHERE archived = 0;

  ALTER TABLE handling ADD COLUMN arrived INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE handling ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
  UPDATE handling SET arrived = (SELECT arrived FROM message WHERE message.seq = handling.seq);
  -- Sent and acknowledged or adm; cancelled; split. Then what is sent and not acknowledged, and in quarantine.
  CREATE INDEX handling_over ON handling (arrived, seq)
    WHERE archived = 0 AND ((state = 3 AND (acknowledged IS NOT NULL OR adm = 1)) OR state = 6 OR state = 7);
  CREATE INDEX handling_stays ON handling (arrived, seq)
    WHERE archived = 0 AND ((state = 3 AND acknowledged IS NULL AND adm = 0) OR state = 5);

  -- Each archived message, until its entry is purged.
  CREATE TABLE past (
    seq INTEGER PRIMARY KEY,
    arrived INTEGER NOT NULL,
    archived INTEGER NOT NULL,
    content_purged INTEGER
  ) STRICT;
  CREATE INDEX past_content ON past (arrived, seq) WHERE content_purged IS NULL;
  CREATE INDEX past_entry ON past (arrived, seq) WHERE content_purged IS NOT NULL;

  ALTER TABLE attempt ADD COLUMN purged INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX attempt_next ON attempt (at, seq) WHERE purged = 0;

  -- What scrubbing.ts has still to do. body: octets of the row body beside the label.
  CREATE TABLE stranded (seq INTEGER PRIMARY KEY, body INTEGER NOT NULL) STRICT;
  CREATE TABLE erasure (id INTEGER PRIMARY KEY, segment INTEGER NOT NULL, at INTEGER NOT NULL, length INTEGER NOT NULL) STRICT;
  CREATE TABLE unneeded_blob (blob TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  `,
  `
  -- The states new, queued, held and quarantined (standing-messages.ts).
  DROP INDEX handling_on_its_way;
  CREATE INDEX handling_standing ON handling (state, since, seq) WHERE archived = 0 AND state IN (0, 1, 2, 5);
  `,
]

/** Brings a database to the schema that this program knows; refuses one that a newer program has made. */
export function migrate(database: DatabaseSync, dataDir: string): void {
  const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
  if (found > migrations.length) throw storeTooNew(dataDir, found)
  for (const [index, step] of migrations.entries()) {
    if (index < found) continue
    database.exec('BEGIN IMMEDIATE')
    try {
      database.exec(step)
      database.exec(`PRAGMA user_version = ${index + 1}`)
      database.exec('COMMIT')
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
}

function storeTooNew(dataDir: string, found: number): KvittensError {
  return new KvittensError('StoreTooNew', {
    words: {
      sv: `Lagret i ${dataDir} är skrivet av en nyare version av programmet (schema ${found}, programmet kan ${migrations.length}).`,
      en: `The store in ${dataDir} was written by a newer version of the program (schema ${found}, this one knows ${migrations.length}).`,
    },
    cure: { sv: 'Installera den nyare versionen.', en: 'Install the newer version.' },
  })
}
