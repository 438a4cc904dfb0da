#!/usr/bin/env node
// The one executable: `taskflow help` lists what it does.
import { existsSync } from 'node:fs';

process.setSourceMapsEnabled(true);
const builder = new URL('../scripts/ensure-build.js', import.meta.url);
// In a checkout; an installation has only the build.
if (existsSync(builder)) (await import(builder.href)).ensureBuild();
await import('../dist/taskflow.js');
