import { admins, type Row } from './roles.ts';
import { delivery, externalSource, NEW_EXTERNAL_SOURCE, NEW_WEBHOOK, webhook } from './targets.ts';

/** The routes by which other products learn of tasks, and tasks come from them. */
export const INTEGRATION_ROUTES: Record<string, Row> = {
  'GET /organizations/current/external-source': [admins(200), externalSource],
  'PUT /organizations/current/external-source': [admins(200), () => ({ body: NEW_EXTERNAL_SOURCE })],
  'DELETE /organizations/current/external-source': [admins(204), externalSource],

  'POST /webhooks': [admins(201), () => ({ body: NEW_WEBHOOK })],
  'GET /webhooks': [admins(200)],
  'GET /webhooks/{id}': [admins(200), (acme) => webhook(acme)],
  'PATCH /webhooks/{id}': [admins(200), (acme) => webhook(acme, { isEnabled: false })],
  'DELETE /webhooks/{id}': [admins(204), (acme) => webhook(acme)],
  'POST /webhooks/{id}/rotate-secret': [admins(200), (acme) => webhook(acme)],
  'POST /webhooks/{id}/replay': [admins(202), (acme) => webhook(acme, { since: 1 })],
  'POST /webhooks/{id}/test': [admins(202), (acme) => webhook(acme)],
  'GET /webhooks/{id}/deliveries': [admins(200), (acme) => webhook(acme)],
  'GET /webhooks/{id}/deliveries/{deliveryId}': [admins(200), delivery],
  'POST /webhooks/{id}/deliveries/{deliveryId}/replay': [admins(202), delivery],
};
