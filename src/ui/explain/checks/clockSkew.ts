/** Texts for the clockSkew check. */
import type { Texts } from './words.ts';

export const clockSkew: Texts<'clockSkew'> = ({ subject: { machine }, skew }, t) => {
  const seconds = Math.round(skew / 1000);
  return {
    short: t('clock is {0} s off', seconds),
    what: t('The clock of {0} differs from this computer’s by {1} s.', machine, seconds),
    why: t('Certificates and manager heartbeats depend on the correct time.'),
    remedy: t('Set the clock there, or synchronize it with a time server.'),
  };
};
