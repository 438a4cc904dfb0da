import { admins, all, type Row, signedIn } from './roles.ts';
import { callersCalendarLink, callersReminder, ownersTask, sharedView } from './targets.ts';

/** The routes of what users keep for themselves: views, calendars, watched tasks and reminders. */
export const ROUTES_OF_ONES_OWN: Record<string, Row> = {
  'POST /views': [signedIn(201), () => ({ body: { name: 'Mine' } })],
  'GET /views': [signedIn(200)],
  'GET /views/{id}': [signedIn(200), (acme) => sharedView(acme)],
  'PATCH /views/{id}': [admins(200), (acme) => sharedView(acme, { name: 'Changed' })],
  'DELETE /views/{id}': [admins(204), (acme) => sharedView(acme)],

  'GET /calendar.ics': [all(404)],
  'POST /calendar-links': [signedIn(201), () => ({ body: { name: 'Phone' } })],
  'GET /calendar-links': [signedIn(200)],
  'GET /calendar-links/{id}': [signedIn(200), callersCalendarLink],
  'DELETE /calendar-links/{id}': [signedIn(204), callersCalendarLink],

  'GET /tasks/{id}/watchers': [signedIn(200), (acme) => ownersTask(acme)],
  'PUT /tasks/{id}/watchers/me': [signedIn(200), (acme) => ownersTask(acme)],
  'DELETE /tasks/{id}/watchers/me': [signedIn(204), (acme) => ownersTask(acme)],
  'POST /tasks/{id}/reminders': [
    signedIn(201),
    (acme) => ownersTask(acme, { remindAt: '2100-01-31T08:00:00Z' }),
  ],
  'GET /tasks/{id}/reminders': [signedIn(200), (acme) => ownersTask(acme)],
  'GET /reminders': [signedIn(200)],
  'GET /reminders/{id}': [signedIn(200), callersReminder],
  'DELETE /reminders/{id}': [signedIn(204), callersReminder],
};
