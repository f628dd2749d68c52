/** Texts of the check clusterIncomplete. */
import type { Texts } from './words.ts';

export const clusterIncomplete: Texts<'clusterIncomplete'> = (_, t) => ({
  short: t('half made'),
  what: t('The cluster is half made: its machines do not make a cluster yet.'),
  why: t('It is being brought up or down, or that was cut off.'),
  remedy: t('Bring it up again to finish it, or bring it down.'),
});
