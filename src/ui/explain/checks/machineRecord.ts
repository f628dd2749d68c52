/** Texts for the machineRecord check. */
import { explainFailure } from '../explainFailure.ts';
import type { Texts } from './words.ts';

export const machineRecord: Texts<'machineRecord'> = ({ cause }, t) => {
  const { actions, ...words } = explainFailure(cause, t);
  return { ...words, before: actions };
};
