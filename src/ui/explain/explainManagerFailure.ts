/** Words for failures of a classic swarm's manager. It is a container, so the engine below it may be healthy. */
import type { Translate } from '../../base/text.ts';
import type { Failure } from '../../model/failure.ts';
import { explainFailure } from './explainFailure.ts';
import type { Words } from './checks/words.ts';

/** docker-machine's name for the manager's container: libmachine/provision/configure_swarm.go. */
const container = 'swarm-agent-master';

export function explainManagerFailure(failure: Failure, machine: string, t: Translate): Words {
  const cause = explainFailure(failure, t);
  return {
    why: cause.why,
    short: shortOf(failure, cause.short, t),
    what: t('The swarm manager on machine {0} does not work: {1}', machine, cause.what),
    remedy: t('Its engine is healthy: start the container {0} there.', container),
  };
}

function shortOf(failure: Failure, other: string, t: Translate): string {
  if (failure.kind === 'engineRefused') return t('swarm manager refuses connections');
  if (failure.kind === 'engineSilent') return t('swarm manager does not answer');
  return t('swarm manager: {0}', other);
}
