import { Module } from '@nestjs/common';
import { PlanLimits } from './plan-limits.js';
import { PlansRepository } from './plans.repository.js';

/** What organizations may have, by their plan. */
@Module({
  providers: [PlanLimits, PlansRepository],
  exports: [PlanLimits],
})
export class PlansModule {}
