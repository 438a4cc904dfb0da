import { Module } from '@nestjs/common';
import { FileUploads } from '../../http/file-upload.js';
import { PlanLimits } from './plan-limits.js';
import { PlansRepository } from './plans.repository.js';
import { StorageQuota } from './storage-quota.js';

/** What organizations may have, by their plan. */
@Module({
  providers: [PlanLimits, PlansRepository, StorageQuota, FileUploads],
  exports: [PlanLimits, StorageQuota],
})
export class PlansModule {}
