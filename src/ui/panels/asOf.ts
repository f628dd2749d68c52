/** From when numbers of an engine are that gives none now. */
import { timeOfDay } from '../../base/clock.ts';
import type { Translate } from '../../base/text.ts';
import type { Seen } from '../../model/seen.ts';

/** Empty: they are of now, or awaited. */
export function asOf(engine: Seen<unknown>, t: Translate): string {
  if (engine.state !== 'failed') return '';
  return engine.last ? t('numbers as of {0}', timeOfDay(engine.last.at)) : t('last known numbers');
}

/** Over a page whose facts are an older answer; `{0}` stays for the page, which keeps the age ticking. */
export const staleWords = (why: string | undefined, t: Translate): string =>
  why === undefined ? t('Data from {0}', '{0}') : t('No response ({0}); data from {1}', why, '{0}');
