import { createHash } from 'node:crypto';
import type { OpenAPIObject } from '@nestjs/swagger';

/** Who asks: a name for the report, and an access token. */
export interface Caller {
  name: string;
  token: string;
}

/** What a deployment answers: status and content, by caller and path. Files are in it by their SHA-256. */
export type Answers = Map<string, string>;

/** About the process and not its data, or growing by the hour. */
const NOT_COMPARED = ['/health', '/health/ready', '/metrics', '/analytics/overdue'];

/** How many things of a list are asked for one by one. */
const MOST_OF_A_LIST = 100;

/** Asks a deployment for everything that its document lets callers read, with each thing that a list names. */
export class Crawler {
  private readonly answers: Answers = new Map();
  private readonly baseUrl: string;
  private readonly most: number;
  private readonly routes: [path: string, hasLimit: boolean][];

  /** @param most how many things of a list are asked for one by one */
  constructor(baseUrl: string, document: OpenAPIObject, most = MOST_OF_A_LIST) {
    this.baseUrl = baseUrl;
    this.most = most;
    this.routes = Object.entries(document.paths)
      .filter(([path, { get }]) => get && !NOT_COMPARED.includes(path) && !isStream(get))
      .map(([path, { get }]) => [
        path,
        (get?.parameters ?? []).some((parameter) => 'name' in parameter && parameter.name === 'limit'),
      ]);
  }

  async crawl(callers: Caller[]): Promise<Answers> {
    for (const caller of callers)
      for (const [route, hasLimit] of this.routes)
        for (const path of await this.expand(caller, route))
          await this.ask(caller, hasLimit ? `${path}?limit=${MOST_OF_A_LIST}` : path);
    return this.answers;
  }

  /** The paths of a route: `/tasks/{id}/comments` of each task that `/tasks` lists. */
  private async expand(caller: Caller, route: string): Promise<string[]> {
    let paths = [''];
    for (const segment of route.split('/').slice(1)) {
      const next: string[] = [];
      for (const path of paths) {
        const values = segment.startsWith('{') ? await this.idsIn(caller, path) : [segment];
        next.push(...values.map((value) => `${path}/${value}`));
      }
      paths = next;
    }
    return paths;
  }

  private async idsIn(caller: Caller, path: string): Promise<string[]> {
    const hasLimit = this.routes.some(([route, limited]) => limited && matches(route, path));
    const answer = await this.ask(caller, hasLimit ? `${path}?limit=${MOST_OF_A_LIST}` : path);
    const { data } = (answer.startsWith('200 {') ? JSON.parse(answer.slice(4)) : {}) as {
      data?: { id?: string; userId?: string }[];
    };
    if (!Array.isArray(data)) return [];
    return data.slice(0, this.most).flatMap(({ id, userId }) => id ?? userId ?? []);
  }

  private async ask({ name, token }: Caller, path: string): Promise<string> {
    const key = `${name}: ${path}`;
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const response = await fetch(this.baseUrl + path, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/json, */*;q=0.1' },
      redirect: 'manual',
    });
    const content = Buffer.from(await response.arrayBuffer());
    const answer = `${response.status} ${isJson(response) ? comparable(content.toString()) : sha256(content)}`;
    this.answers.set(key, answer);
    return answer;
  }
}

/** The keys whose answers differ, or that only one has, each with where they begin to. */
export const differences = (one: Answers, other: Answers): string[] =>
  [...new Set([...one.keys(), ...other.keys()])]
    .map((key) => [key, one.get(key) ?? '', other.get(key) ?? ''] as const)
    .filter(([, before, after]) => before !== after)
    .map(([key, before, after]) => {
      const from = Math.max([...before].findIndex((character, at) => character !== after[at]) - CONTEXT, 0);
      const [was, is] = [before, after].map((text) => text.slice(from, from + 3 * CONTEXT));
      return `${key}: …${was}… is now …${is}…`;
    });

/** How much of an answer is shown before and after a difference. */
const CONTEXT = 60;

const isJson = (response: Response): boolean => /[/+]json/.test(response.headers.get('content-type') ?? '');
/** A problem names the request that met it, and the database vacuums as it likes. */
const comparable = (json: string): string =>
  json.replace(/"(requestId|sizeBytes|exportedAt)":(?:"[^"]*"|\d+)/g, '"$1":0');
const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

const matches = (route: string, path: string): boolean =>
  new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);

function isStream({ responses }: { responses?: object }): boolean {
  const contents = Object.values(responses ?? {}).map(({ content }: { content?: object }) =>
    Object.keys(content ?? {}),
  );
  return contents.flat().includes('text/event-stream') && !contents.flat().includes('application/json');
}
