import { DEMO_PASSWORD } from '../modules/demo/demo-content.js';
import { DemoData } from '../modules/demo/demo-data.js';
import type { Command } from './command.js';

export const seed: Command = {
  summary: 'load the demo organizations',
  run: async ({ application }) => {
    const { get, asOperator } = await application();
    await asOperator(() => get(DemoData).load());
    console.log(
      `The demo organizations are there; every password is ${DEMO_PASSWORD}. Not for a server in use!`,
    );
    return true;
  },
};
