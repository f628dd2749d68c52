/** Context shared by commands, views and pages. Created once in `startUi` and passed on; not global. */
import type { Uri } from 'vscode';
import type { LogChannel } from './log.ts';
import type { Attention } from './attention.ts';
import type { Current } from './current.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { PlanDocuments } from './runs/planDocuments.ts';
import type { MutedClusters } from './health/mutedClusters.ts';
import type { ContainerLogs } from './logs/containerLogs.ts';
import type { DockerInfoPages } from './panels/dockerInfo.ts';
import type { ShownKeys } from './runs/shownKeys.ts';
import type { Settings } from './settings.ts';
import type { Selection } from './tree/selection.ts';
import type { TreeFilter } from './tree/treeFilter.ts';
import type { ServiceLogs } from './logs/serviceLogs.ts';

export interface Shell {
  readonly extensionUri: Uri;
  readonly log: LogChannel;
  readonly current: Current;
  readonly attention: Attention;
  readonly settings: Settings;
  readonly diagnostics: Diagnostics;
  readonly pages: DockerInfoPages;
  readonly serviceLogs: ServiceLogs;
  readonly plans: PlanDocuments;
  readonly logs: ContainerLogs;
  readonly muted: MutedClusters;
  readonly shownKeys: ShownKeys;
  readonly filter: TreeFilter;
  readonly selection: Selection;
}
