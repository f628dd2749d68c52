/** All commands; a test compares the list with package.json. */
import { bringClusterDown } from './bringClusterDown.ts';
import { bringClusterUp } from './bringClusterUp.ts';
import type { Command } from './command.ts';
import { copyAddress } from './copyAddress.ts';
import { copyEngineId } from './copyEngineId.ts';
import { copyEnvironment } from './copyEnvironment.ts';
import { finishMachine } from './finishMachine.ts';
import { forgetSecrets } from './forgetSecrets.ts';
import { openContainerShell } from './openContainerShell.ts';
import { openShell } from './openShell.ts';
import { refresh } from './refresh.ts';
import { regenerateCertificates } from './regenerateCertificates.ts';
import { removeContainer } from './removeContainer.ts';
import { removeMachine } from './removeMachine.ts';
import { restartContainer } from './restartContainer.ts';
import { restartMachine } from './restartMachine.ts';
import { showContainerLogs } from './showContainerLogs.ts';
import { showDockerInfo } from './showDockerInfo.ts';
import { showHealth } from './showHealth.ts';
import { showLog } from './showLog.ts';
import { startContainer } from './startContainer.ts';
import { startMachine } from './startMachine.ts';
import { stopContainer } from './stopContainer.ts';
import { stopMachine } from './stopMachine.ts';
import { unmuteCluster } from './unmuteCluster.ts';

export const commandList: readonly Command[] = [
  bringClusterUp,
  bringClusterDown,
  showDockerInfo,
  refresh,
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
];
