/** All commands; a test compares the list with package.json. */
import { bringClusterDown } from './bringClusterDown.ts';
import { bringClusterUp } from './bringClusterUp.ts';
import type { Command } from './command.ts';
import { copyAddress } from './copyAddress.ts';
import { forgetSecrets } from './forgetSecrets.ts';
import { newClusterFile } from './newClusterFile.ts';
import { refresh } from './refresh.ts';
import { reportIssue } from './reportIssue.ts';
import { showDockerInfo } from './showDockerInfo.ts';
import { showHealth } from './showHealth.ts';
import { showLog } from './showLog.ts';
import { showPlan } from './showPlan.ts';

export const commandList: readonly Command[] = [
  bringClusterUp,
  bringClusterDown,
  showDockerInfo,
  refresh,
  showHealth,
  showLog,
  copyAddress,
  forgetSecrets,
  showPlan,
  newClusterFile,
  reportIssue,
];
