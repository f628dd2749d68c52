/** Texts for the diskSpace check. */
import type { Texts } from './words.ts';

export const diskSpace: Texts<'diskSpace'> = ({ subject: { machine }, said }, t) => ({
  short: t('disk is full'),
  what: t('The disk of {0} is full: its engine cannot create anything.', machine),
  why: said,
  remedy: t(
    'Free disk space on that host (docker system prune removes unused data, df shows which disk is full), then refresh.',
  ),
});
