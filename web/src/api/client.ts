import createClient from 'openapi-fetch';
import type { components, paths } from '@taskflow/client';
import { errorOf } from './problem.ts';
import { askToReauthenticate } from './reauthentication.ts';
import { getSession, renew } from './session.ts';
import { API_URL } from './url.ts';

type Schemas = components['schemas'];
export type Task = Schemas['TaskDto'];
/** A page of tasks by number, or what follows a cursor. */
export type TaskPage = Schemas['TaskPageByCursorDto'] & { total?: number };
export type TaskStatus = Task['status'];
export type TaskPriority = Task['priority'];
export type TaskChanges = Schemas['UpdateTaskDto'];
export type Member = Schemas['MemberDto'];
export type Project = Schemas['ProjectDto'];
export type Label = Schemas['LabelDto'];
export type Comment = Schemas['CommentDto'];
export type Watcher = Schemas['WatcherDto'];
export type Reminder = Schemas['ReminderDto'];
export type ActivityEntry = Schemas['ActivityEntryDto'];
export type Me = Schemas['MeDto'];
export type Organization = Schemas['OrganizationDto'];
export type Permission = Me['permissions'][number];
export type ApiToken = Schemas['ApiTokenDto'];
export type Webhook = Schemas['WebhookDto'];
export type Delivery = Schemas['DeliveryDto'];
export type AdminOrganization = Schemas['AdminOrganizationDto'];
export type Plan = Organization['plan'];
export type Role = Schemas['SessionDto']['role'];

const SESSION_CALLS = /\/auth\/(login|register|refresh|logout|switch)$|\/invitations\/accept$/;

/** Adds the access token, gets another one where it has expired, and asks for the password where the call wants it. */
async function send(request: Request): Promise<Response> {
  // A request that was sent can't be sent again: each attempt sends a copy.
  const attempt = (): Promise<Response> => fetch(authorize(request.clone()));
  const response = await attempt();
  if (![401, 403].includes(response.status) || !getSession()) return response;
  const { code } = (await response
    .clone()
    .json()
    .catch(() => ({}))) as { code?: string };
  if (code === 'fresh-sign-in-required') return (await askToReauthenticate()) ? attempt() : response;
  if (code !== 'token-expired' && code !== 'token-revoked') return response;
  return (await renew()) ? attempt() : response;
}

function authorize(request: Request): Request {
  const { headers, url } = request;
  const session = getSession();
  if (session && !headers.get('authorization')) headers.set('authorization', `Bearer ${session.accessToken}`);
  if (SESSION_CALLS.test(new URL(url).pathname)) headers.set('x-session', 'cookie');
  return request;
}

export const api = createClient<paths>({
  baseUrl: API_URL,
  credentials: 'include',
  fetch: send,
  querySerializer: { array: { style: 'form', explode: true } },
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What a call answers. @throws ApiError */
export async function read<T>(call: Promise<Answer<T>>): Promise<T> {
  return (await readWithTag(call)).data;
}

/** With the ETag, which a later write can demand. @throws ApiError */
export async function readWithTag<T>(call: Promise<Answer<T>>): Promise<{ data: T; tag: string }> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw error instanceof Error && error.name === 'ApiError' ? error : await errorOf(undefined);
  }
  const { data, error, response } = answer;
  // The library has read the body of a refusal already.
  if (!response.ok)
    throw await errorOf(new Response(JSON.stringify(error ?? {}), { status: response.status }));
  return { data: data as T, tag: response.headers.get('etag') ?? '' };
}
