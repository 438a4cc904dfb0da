import { Injectable } from '@nestjs/common';
import { Reconciliation } from '../../queue/reconciliation.js';
import { WebhookJobs } from './webhook-jobs.js';

/** The reconcile task of webhooks: adds the jobs of those that have pending deliveries and no job. */
@Injectable()
export class WebhookReconciliation {
  constructor(reconciliation: Reconciliation, jobs: WebhookJobs) {
    reconciliation.add((organizationId) => jobs.reconcile(organizationId));
  }
}
