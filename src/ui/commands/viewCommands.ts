/** Commands for the view as a whole and for the extension. */
import type { Command } from './command.ts';

export const viewCommands: readonly Command[] = [
  {
    id: 'refresh',
    icon: 'refresh',
    view: { group: 'navigation@2' },
    run: async (shell) => (await import('../operations/viewActions.ts')).refresh(shell),
  },
  {
    id: 'filterClusters',
    icon: 'filter',
    palette: "dockerOverlay.empty == 'no'",
    view: { group: 'navigation@3', when: "dockerOverlay.empty == 'no' && !dockerOverlay.isFiltered" },
    run: async (shell) => (await import('../operations/viewActions.ts')).filterClusters(shell),
  },
  {
    id: 'clearFilter',
    icon: 'filter-filled',
    palette: 'dockerOverlay.isFiltered',
    view: { group: 'navigation@3', when: 'dockerOverlay.isFiltered' },
    run: async (shell) => (await import('../operations/viewActions.ts')).clearFilter(shell),
  },
  {
    id: 'showHealth',
    icon: 'pulse',
    view: { group: '1_show@1' },
    run: async (shell) => (await import('../health/showHealth.ts')).showHealth(shell),
  },
  {
    id: 'showLog',
    icon: 'output',
    view: { group: '1_show@2' },
    run: async (shell) => (await import('../operations/viewActions.ts')).showLog(shell),
  },
  {
    id: 'reportIssue',
    view: { group: '1_show@3' },
    run: async (shell) => (await import('../authoringEntry.ts')).openIssueReport(shell),
  },
  {
    id: 'unmuteCluster',
    icon: 'bell',
    palette: 'dockerOverlay.hasMuted',
    run: async (shell, argument) => (await import('../operations/viewActions.ts')).unmuteCluster(shell, argument),
  },
  {
    id: 'forgetSecrets',
    run: async (shell) => (await import('../operations/viewActions.ts')).forgetSecrets(shell),
  },
  {
    id: 'startEmptyStore',
    icon: 'new-folder',
    changes: true,
    palette: 'false',
    run: async (shell) => (await import('../operations/startEmptyStore.ts')).startEmptyStore(shell),
  },
];
