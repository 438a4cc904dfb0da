import { Global, Module } from '@nestjs/common';
import { ChangeLog } from './change-log.js';
import { ChangeLogReader } from './change-log-reader.js';
import { Sequencer } from './sequencer.js';

@Global()
@Module({
  providers: [ChangeLog, ChangeLogReader, Sequencer],
  exports: [ChangeLog, ChangeLogReader, Sequencer],
})
export class ChangeLogModule {}
