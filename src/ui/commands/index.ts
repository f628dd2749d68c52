/** All commands; a test compares the list with package.json. */
import { activateNode } from './activateNode.ts';
import { bringClusterDown } from './bringClusterDown.ts';
import { bringClusterUp } from './bringClusterUp.ts';
import { changeToSwarmMode } from './changeToSwarmMode.ts';
import { clearFilter } from './clearFilter.ts';
import type { Command } from './command.ts';
import { copyAddress } from './copyAddress.ts';
import { copyEngineId } from './copyEngineId.ts';
import { copyEnvironment } from './copyEnvironment.ts';
import { copyJoinCommand } from './copyJoinCommand.ts';
import { demoteNode } from './demoteNode.ts';
import { deployStack } from './deployStack.ts';
import { drainNode } from './drainNode.ts';
import { filterClusters } from './filterClusters.ts';
import { finishMachine } from './finishMachine.ts';
import { forgetSecrets } from './forgetSecrets.ts';
import { newClusterFile } from './newClusterFile.ts';
import { openContainerShell } from './openContainerShell.ts';
import { openShell } from './openShell.ts';
import { pauseNode } from './pauseNode.ts';
import { promoteNode } from './promoteNode.ts';
import { refresh } from './refresh.ts';
import { regenerateCertificates } from './regenerateCertificates.ts';
import { removeContainer } from './removeContainer.ts';
import { removeMachine } from './removeMachine.ts';
import { removeNode } from './removeNode.ts';
import { removeService } from './removeService.ts';
import { reportIssue } from './reportIssue.ts';
import { restartContainer } from './restartContainer.ts';
import { restartMachine } from './restartMachine.ts';
import { restartService } from './restartService.ts';
import { rollBackService } from './rollBackService.ts';
import { rotateJoinTokens } from './rotateJoinTokens.ts';
import { scaleService } from './scaleService.ts';
import { showContainerLogs } from './showContainerLogs.ts';
import { showDockerInfo } from './showDockerInfo.ts';
import { showHealth } from './showHealth.ts';
import { showLog } from './showLog.ts';
import { showPlan } from './showPlan.ts';
import { showServiceLogs } from './showServiceLogs.ts';
import { startContainer } from './startContainer.ts';
import { startEmptyStore } from './startEmptyStore.ts';
import { startMachine } from './startMachine.ts';
import { stopContainer } from './stopContainer.ts';
import { stopMachine } from './stopMachine.ts';
import { unmuteCluster } from './unmuteCluster.ts';

export const commandList: readonly Command[] = [
  bringClusterUp,
  bringClusterDown,
  showDockerInfo,
  refresh,
  filterClusters,
  clearFilter,
  showHealth,
  showLog,
  startMachine,
  stopMachine,
  restartMachine,
  removeMachine,
  finishMachine,
  openShell,
  regenerateCertificates,
  copyAddress,
  changeToSwarmMode,
  copyEngineId,
  copyEnvironment,
  startContainer,
  stopContainer,
  restartContainer,
  removeContainer,
  showContainerLogs,
  openContainerShell,
  unmuteCluster,
  forgetSecrets,
  startEmptyStore,
  drainNode,
  pauseNode,
  activateNode,
  promoteNode,
  demoteNode,
  removeNode,
  scaleService,
  restartService,
  rollBackService,
  removeService,
  showServiceLogs,
  rotateJoinTokens,
  copyJoinCommand,
  deployStack,
  showPlan,
  newClusterFile,
  reportIssue,
];
