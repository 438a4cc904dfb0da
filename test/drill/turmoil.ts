import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Deployment } from './deployment.ts';

const PASSWORD = 'correct-horse-battery';
const UPLOADERS = 4;

/**
 * An organization that is written all the time: files come, and go a moment later. What it has at any moment is
 * whole: each attachment has its file.
 */
export class Turmoil {
  uploads = 0;
  private readonly deployment: Deployment;
  private readonly token: string;
  private readonly taskId: string;
  private isOn = false;
  private running: Promise<void>[] = [];

  private constructor(deployment: Deployment, token: string, taskId: string) {
    this.deployment = deployment;
    this.token = token;
    this.taskId = taskId;
  }

  static async in(deployment: Deployment): Promise<Turmoil> {
    const user = { email: `${randomUUID()}@example.com`, password: PASSWORD, name: 'Writer' };
    const registered = await deployment.call(
      '/auth/register',
      '',
      JSON.stringify({ ...user, organizationName: 'Turmoil' }),
    );
    const { accessToken } = (await registered.json()) as { accessToken: string };
    const task = await deployment.call('/tasks', accessToken, JSON.stringify({ title: 'Files' }));
    return new Turmoil(deployment, accessToken, ((await task.json()) as { id: string }).id);
  }

  begin(): void {
    this.isOn = true;
    this.running = Array.from({ length: UPLOADERS }, () => this.upload());
  }

  async end(): Promise<void> {
    this.isOn = false;
    await Promise.all(this.running);
  }

  /** Downloads each attachment. @returns how many there are; @throws Error when one isn't whole */
  async verifyIn({ baseUrl }: Deployment): Promise<number> {
    const headers = { authorization: `Bearer ${this.token}` };
    const path = `/tasks/${this.taskId}/attachments`;
    const list = (await (await fetch(`${baseUrl}${path}?limit=100`, { headers })).json()) as {
      data: { id: string; sha256: string }[];
    };
    for (const { id, sha256 } of list.data) {
      const response = await fetch(`${baseUrl}/attachments/${id}/download`, { headers });
      const content = Buffer.from(await response.arrayBuffer());
      if (createHash('sha256').update(content).digest('hex') !== sha256)
        throw new Error(`The attachment ${id} is ${response.status}, and not the file that was uploaded.`);
    }
    return list.data.length;
  }

  /** There is always one file of each uploader. */
  private async upload(): Promise<void> {
    for (let previous: string | undefined; this.isOn;) {
      const form = new FormData();
      form.set('file', new Blob([randomBytes(20_000)]), 'noise.bin');
      const answer = await this.deployment.call(`/tasks/${this.taskId}/attachments`, this.token, form);
      const { id } = (await answer.json()) as { id: string };
      this.uploads++;
      if (previous) await this.deployment.call(`/attachments/${previous}`, this.token, undefined, 'DELETE');
      previous = id;
    }
  }
}
