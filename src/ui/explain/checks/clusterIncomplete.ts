/** Texts for the clusterIncomplete check. */
import type { Texts } from './words.ts';

export const clusterIncomplete: Texts<'clusterIncomplete'> = (_, t) => ({
  short: t('incomplete'),
  what: t('The cluster is incomplete: its machines do not form a cluster yet.'),
  why: t('It is being brought up or down, or that was interrupted.'),
  remedy: t('Bring it up again to finish it, or bring it down.'),
});
