-- Where an organization wants to be told of its changes.
CREATE TABLE webhooks (
  id                    uuid PRIMARY KEY,
  url                   text NOT NULL,
  description           text,
  -- Types of events: task.created, task.* or *.
  events                text[] NOT NULL,
  is_enabled            boolean NOT NULL,
  -- Why it was disabled, when nobody did it.
  disabled_reason       text,
  -- Encrypted. The previous one also signs for some time.
  secret                bytea NOT NULL,
  previous_secret       bytea,
  previous_secret_until timestamptz(3),
  -- Since when no delivery has succeeded; null while they do.
  failing_since         timestamptz(3),
  -- A replay goes on with the change after the first, and ends with the second.
  replay_after          bigint,
  replay_until          bigint,
  version               integer NOT NULL DEFAULT 1,
  created_at            timestamptz(3) NOT NULL,
  updated_at            timestamptz(3) NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks TO :"tenant";

-- What was sent or waits to be sent. The content is read from the log of changes.
CREATE TABLE webhook_deliveries (
  -- Made of the webhook and the number of the change, so that a change can't be in line twice.
  id              uuid PRIMARY KEY,
  webhook_id      uuid NOT NULL REFERENCES webhooks,
  -- Of the change; 0 is a test.
  sequence        bigint NOT NULL,
  status          text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'DELIVERED', 'FAILED')),
  attempts        integer NOT NULL DEFAULT 0,
  queued_at       timestamptz(3) NOT NULL DEFAULT now(),
  next_attempt_at timestamptz(3) DEFAULT now(),
  -- How the last attempt went.
  last_attempt_at timestamptz(3),
  duration_ms     integer,
  response_status smallint,
  response_body   text,
  error           text
);
-- The line: only its head is sent.
CREATE INDEX webhook_deliveries_line ON webhook_deliveries (webhook_id, sequence) WHERE status = 'PENDING';
CREATE INDEX webhook_deliveries_log ON webhook_deliveries (webhook_id, queued_at, sequence, id);
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_deliveries TO :"tenant";
