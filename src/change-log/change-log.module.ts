import { Global, Module } from '@nestjs/common';
import { ChangeEvents } from './change-events.js';
import { ChangeLog } from './change-log.js';
import { ChangeLogReader } from './change-log-reader.js';
import { Sequencer } from './sequencer.js';
import { SubjectStates } from './subject-states.js';

const PROVIDERS = [ChangeEvents, ChangeLog, ChangeLogReader, Sequencer, SubjectStates];

@Global()
@Module({ providers: PROVIDERS, exports: PROVIDERS })
export class ChangeLogModule {}
