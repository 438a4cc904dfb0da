CREATE TABLE attachments (
  -- Also the name of the file in the storage.
  id           uuid PRIMARY KEY,
  task_id      uuid NOT NULL REFERENCES tasks ON DELETE CASCADE,
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
