/** Texts for the hiddenNetworks check. */
import type { Texts } from './words.ts';

export const hiddenNetworks: Texts<'hiddenNetworks'> = ({ url }, t) => ({
  short: t('networks may be hidden'),
  what: t('Overlay networks may be missing from the list.'),
  why: t('While the key-value store {0} does not work, engines omit overlay networks without an error.', url),
  remedy: t('They return when the store is back. Running containers keep their connections.'),
});
