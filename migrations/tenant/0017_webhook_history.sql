-- How the last attempts of a delivery went, oldest first: {at, durationMs, request, response, error}.
ALTER TABLE webhook_deliveries ADD COLUMN history jsonb NOT NULL DEFAULT '[]';

-- What was sent isn't known of those before, nor the headers of the answer.
UPDATE webhook_deliveries
SET history = jsonb_build_array(jsonb_build_object(
  'at', last_attempt_at, 'durationMs', duration_ms, 'request', NULL, 'error', error,
  'response', CASE WHEN response_status IS NOT NULL THEN jsonb_build_object(
    'status', response_status, 'headers', '{}'::jsonb, 'body', response_body) END))
WHERE last_attempt_at IS NOT NULL;

ALTER TABLE webhook_deliveries
  DROP COLUMN last_attempt_at,
  DROP COLUMN duration_ms,
  DROP COLUMN response_status,
  DROP COLUMN response_body,
  DROP COLUMN error;
