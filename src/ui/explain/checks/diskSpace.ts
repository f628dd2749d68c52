/** Texts of the check diskSpace. */
import type { Texts } from './words.ts';

export const diskSpace: Texts<'diskSpace'> = ({ subject: { machine }, said }, t) => ({
  short: t('disk is full'),
  what: t('The disk of {0} is full: its engine refused to make anything more there.', machine),
  why: said,
  remedy: t(
    'Make room on that host (docker system prune removes what nothing uses, df tells which disk it is), then refresh.',
  ),
});
