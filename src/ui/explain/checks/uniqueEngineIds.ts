/** Texts for the uniqueEngineIds check. */
import { named } from '../../../base/text.ts';
import type { Texts } from './words.ts';

export const uniqueEngineIds: Texts<'uniqueEngineIds'> = ({ subject: { machines }, id }, t) => ({
  short: t('same engine ID'),
  what: t('The engines of {0} have the same ID {1}.', named(machines, t), id),
  why: t('Cloned hosts keep the original’s ID, and the manager accepts only one of them.'),
  remedy: t('Delete /etc/docker/key.json on all but one of them and restart their engines.'),
});
