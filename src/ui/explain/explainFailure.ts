/** Words for every Failure. Each client's failures have a file of their own. */
import type { Translate } from '../../base/text.ts';
import type { Failure } from '../../model/failure.ts';
import { explainActionFailure } from './explainActionFailure.ts';
import { explainEngineFailure } from './explainEngineFailure.ts';
import { explainFileFailure } from './explainFileFailure.ts';
import { explainKeyValueStoreFailure } from './explainKeyValueStoreFailure.ts';
import { explainPlanFailure } from './explainPlanFailure.ts';
import { explainRunFailure } from './explainRunFailure.ts';
import { explainSteering } from './explainSteering.ts';
import { explainStoreFailure } from './explainStoreFailure.ts';
import { explainSwarmFailure } from './explainSwarmFailure.ts';
import { explainToolFailure } from './explainToolFailure.ts';
import type { Explanation } from './explanation.ts';

export function explainFailure(failure: Failure, t: Translate): Explanation {
  const words = wordsFor(failure, t);
  return 'said' in failure && words.why === failure.said ? { ...words, isSaid: true } : words;
}

function wordsFor(failure: Failure, t: Translate): Explanation {
  const explain = (cause: Failure): Explanation => explainFailure(cause, t);
  switch (failure.kind) {
    case 'toolMissing':
    case 'toolNotExecutable':
    case 'toolFailed':
    case 'toolSignalled':
    case 'toolGarbled':
    case 'toolUnusable':
    case 'createFailed':
    case 'argumentRefused':
    case 'timedOut':
    case 'cancelled':
      return explainToolFailure(failure, t, explain);
    case 'storeMissing':
    case 'storeGone':
    case 'storeUnreadable':
    case 'recordMissing':
    case 'recordBroken':
    case 'recordUnloadable':
      return explainStoreFailure(failure, t);
    case 'addressUnknown':
    case 'addressUntold':
    case 'engineNotAsked':
    case 'engineRefused':
    case 'engineUnreachable':
    case 'engineReset':
    case 'engineSilent':
    case 'notDocker':
    case 'engineTooMuch':
    case 'engineError':
    case 'engineReticent':
    case 'certificateExpired':
    case 'certificateNotYetValid':
    case 'certificateMissing':
    case 'certificateForeign':
      return explainEngineFailure(failure, t);
    case 'notAManager':
    case 'notInSwarm':
    case 'alreadyInSwarm':
    case 'swarmWithoutLeader':
    case 'swarmLocked':
      return explainSwarmFailure(failure, t);
    case 'notSwarmMode':
    case 'nodeUnknown':
    case 'nodeAmbiguous':
    case 'serviceUnknown':
    case 'lastManager':
    case 'quorumWouldBeLost':
    case 'noPlaceLeft':
    case 'nodeNotReady':
    case 'nodeOutOfReach':
    case 'notScalable':
    case 'replicasInvalid':
    case 'nothingToRollBack':
    case 'updatePaused':
    case 'updateRolledBack':
    case 'tasksFail':
    case 'noPlaceFound':
    case 'notConverged':
    case 'removalStopped':
    case 'commandRefused':
    case 'dockerMissing':
    case 'stackNameInvalid':
    case 'stackUntrusted':
    case 'stackFailed':
      return explainSteering(failure, t, explain);
    case 'storeRefused':
    case 'storeSilent':
    case 'storeUnreachable':
    case 'storeOnEachHost':
    case 'storeUsesTls':
    case 'storeForbids':
    case 'storeWithoutLeader':
    case 'notAStore':
    case 'storeTooMuch':
      return explainKeyValueStoreFailure(failure, t);
    case 'fileUnreadable':
    case 'fileInvalid':
      return explainFileFailure(failure, t);
    case 'driverUnknown':
    case 'machineUnclear':
    case 'nameTaken':
    case 'engineWithoutClusterStore':
    case 'engineWithoutSwarmMode':
    case 'otherOrchestration':
    case 'inAnotherSwarm':
    case 'hostUnreachable':
    case 'keyMissing':
    case 'storeUnreachableFrom':
    case 'storeDoesNotAnswer':
    case 'addressShared':
    case 'clusterUnknown':
    case 'machineUnknown':
    case 'secretMissing':
    case 'readOnly':
    case 'untrusted':
    case 'several':
      return explainPlanFailure(failure, t, explain);
    case 'alreadyRunning':
    case 'lockUnavailable':
    case 'lockLost':
    case 'planChanged':
    case 'planUnknown':
    case 'storeChanged':
    case 'targetChanged':
    case 'nodesMissing':
    case 'managerNotReached':
    case 'clocksDiffer':
    case 'containerExited':
    case 'imageMissing':
    case 'networkExists':
    case 'networkNotMade':
    case 'unexpected':
      return explainRunFailure(failure, t, explain);
    case 'driverCannot':
    case 'machineBusy':
    case 'containerUnknown':
    case 'agentCurrent':
    case 'containerNotRestored':
      return explainActionFailure(failure, t, explain);
  }
}
