export type { StoredSession } from './credentials.js';
export type { Event, EventQuery } from './event-stream.js';
export { ok, type Problem, ProblemError } from './problem.js';
export type { components, operations, paths } from './schema.js';
export { TaskFlow, type TaskFlowOptions, type WaitOptions } from './taskflow.js';
export type { Attachment, Export, ExportRequest, Import, Item, ListPath, Session, Task } from './types.js';
export { verifyWebhook, type WebhookPayload, WebhookVerificationError } from './webhook.js';
