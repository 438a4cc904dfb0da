import { Injectable } from '@nestjs/common';
import { OrganizationSweep } from '../../tenancy/organization-sweep.js';
import { WebhookJobs } from './webhook-jobs.js';

/** Adds the jobs of webhooks that have something to send and none. */
@Injectable()
export class WebhookSweep {
  constructor(sweep: OrganizationSweep, jobs: WebhookJobs) {
    sweep.add((organizationId) => jobs.catchUp(organizationId));
  }
}
