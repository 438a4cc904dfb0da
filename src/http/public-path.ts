import type { Config } from '../config/config.js';

/** What stands before every path of the service where clients reach it: '' unless it is behind a path of a proxy. */
export const publicPath = ({ publicUrl }: Pick<Config, 'publicUrl'>): string =>
  new URL(publicUrl).pathname.replace(/\/$/, '');
