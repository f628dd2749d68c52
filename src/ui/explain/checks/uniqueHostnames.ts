/** Texts for the uniqueHostnames check. */
import { named } from '../../../base/text.ts';
import type { Texts } from './words.ts';

export const uniqueHostnames: Texts<'uniqueHostnames'> = ({ subject: { machines }, hostname }, t) => ({
  short: t('same hostname'),
  what: t('The machines {0} have the same hostname "{1}".', named(machines, t), hostname),
  why: t('Hosts are identified by their names, also in the key-value store.'),
  remedy: t('Give each host a unique name (hostnamectl set-hostname) and restart its engine.'),
});
