/** Shows all rows of the view again. */
import { ok } from '../../base/result.ts';
import { command } from './command.ts';

export const clearFilter = command('clearFilter', ({ filter }) => {
  filter.set('');
  return Promise.resolve(ok({ filter: '' }));
});
