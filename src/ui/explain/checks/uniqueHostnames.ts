/** Texts of the check uniqueHostnames. */
import { named } from '../../../base/text.ts';
import type { Texts } from './words.ts';

export const uniqueHostnames: Texts<'uniqueHostnames'> = ({ subject: { machines }, hostname }, t) => ({
  short: t('same hostname'),
  what: t('The machines {0} are all called "{1}".', named(machines, t), hostname),
  why: t('Hosts are told apart by their names, by the key-value store too.'),
  remedy: t('Give each host a name of its own (hostnamectl set-hostname) and restart its engine.'),
});
