/** Texts of the check hiddenNetworks. */
import type { Texts } from './words.ts';

export const hiddenNetworks: Texts<'hiddenNetworks'> = ({ url }, t) => ({
  short: t('networks may be hidden'),
  what: t('Overlay networks may be missing from the list.'),
  why: t('While the key-value store {0} does not work, engines leave overlay networks out without saying so.', url),
  remedy: t('They come back with the store; containers that run keep their connections.'),
});
