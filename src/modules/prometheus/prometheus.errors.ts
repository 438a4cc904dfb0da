import { defineProblem } from '../../common/problem.js';

export class MetricsTokenRequired extends defineProblem(
  401,
  'metrics-token-required',
  'The metrics need their token',
  'Send METRICS_TOKEN of the deployment: "Authorization: Bearer <token>".',
) {
  override headers = { 'www-authenticate': 'Bearer' };
}

export class MetricsAreLocal extends defineProblem(
  403,
  'metrics-are-local',
  'The metrics are for this machine only',
  'To read them from another machine or through a proxy, the deployment has to set METRICS_TOKEN.',
) {}
