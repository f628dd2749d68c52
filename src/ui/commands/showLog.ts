/** Opens the log. */
import { ok } from '../../base/result.ts';
import { command } from './command.ts';

export const showLog = command('showLog', ({ log }) => {
  log.show();
  return Promise.resolve(ok(undefined));
});
