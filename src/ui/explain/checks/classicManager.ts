/** Texts for the classicManager check. */
import { explainManagerFailure } from '../explainManagerFailure.ts';
import { whySince, type Texts } from './words.ts';

export const classicManager: Texts<'classicManager'> = ({ subject: { machine }, cause, since }, t) => {
  const words = explainManagerFailure(cause, machine, t);
  return { ...words, why: whySince(words.why, since, t) };
};
