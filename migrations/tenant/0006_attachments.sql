CREATE TABLE attachments (
  -- Also the name of the file in the storage.
  id           uuid PRIMARY KEY,
  -- Without a foreign key: a deleted task rests in the trash, and its attachments with it.
  task_id      uuid NOT NULL,
  -- Of the change that added it: attachments are listed in the order in which they were committed.
  sequence     bigint NOT NULL,
  file_name    text NOT NULL,
  content_type text NOT NULL,
  byte_size    bigint NOT NULL,
  sha256       text NOT NULL,
  uploaded_by  uuid NOT NULL,
  created_at   timestamptz(3) NOT NULL
);
CREATE INDEX attachments_task ON attachments (task_id, sequence);
GRANT SELECT, INSERT, DELETE ON attachments TO :"tenant";
