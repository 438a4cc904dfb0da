-- The durable consumers of the change log, each with the number up to which it has handled changes.
CREATE TABLE consumers (
  name     text PRIMARY KEY,
  sequence bigint NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON consumers TO :"tenant";
