/** Texts of the check classicManager. */
import { explainFailure } from '../explainFailure.ts';
import { whySince, type Texts } from './words.ts';

export const classicManager: Texts<'classicManager'> = ({ subject: { machine }, cause, since }, t) => {
  const { short, what, why } = explainFailure(cause, t);
  return {
    short: t('swarm manager: {0}', short),
    what: t('The swarm manager on machine {0} does not work: {1}', machine, what),
    why: whySince(why, since, t),
    remedy: t('Its engine is well: start the container swarm-agent-master there.'),
  };
};
