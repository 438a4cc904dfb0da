-- Who follows the log of changes, each at its own pace, and up to which entry it has.
CREATE TABLE followers (
  name     text PRIMARY KEY,
  sequence bigint NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON followers TO :"tenant";
