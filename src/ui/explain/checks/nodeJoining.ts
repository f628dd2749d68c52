/** Texts for the nodeJoining check. */
import type { Texts } from './words.ts';

export const nodeJoining: Texts<'nodeJoining'> = ({ subject: { machine } }, t) => ({
  short: t('joining'),
  what: t('Machine {0} is joining: its engine answers, but it is not listed everywhere yet.', machine),
  why: t('The manager and the key-value store take up to 90 seconds to list a new engine.'),
  remedy: t('Wait a moment.'),
});
