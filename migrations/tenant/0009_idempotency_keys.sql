-- The answers of calls that came with an Idempotency-Key, each written by the call's own transaction.
CREATE TABLE idempotency_keys (
  caller_id   uuid NOT NULL,
  -- Method and path pattern, such as POST /tasks.
  route       text NOT NULL,
  key         text NOT NULL,
  -- SHA-256 of method, path and body.
  fingerprint bytea NOT NULL,
  status      smallint NOT NULL,
  -- What the call sent besides, such as {"location": "/tasks/..."}.
  headers     json NOT NULL,
  -- The JSON that was sent, to the byte; null where there was none.
  body        text,
  created_at  timestamptz(3) NOT NULL,
  PRIMARY KEY (caller_id, route, key)
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO :"tenant";
