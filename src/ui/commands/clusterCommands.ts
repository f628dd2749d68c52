/** Commands for clusters and their files. */
import type { Command } from './command.ts';

export const clusterCommands: readonly Command[] = [
  {
    id: 'bringClusterUp',
    icon: 'rocket',
    changes: true,
    runs: 'file',
    view: { group: 'navigation@1', when: 'isWorkspaceTrusted && dockerOverlay.hasClusterFile' },
    files: {
      'explorer/context': { group: 'z_dockerOverlay@1' },
      'editor/title': { group: 'navigation@1', when: 'isWorkspaceTrusted' },
      'editor/context': { group: 'z_dockerOverlay@1' },
    },
    run: async (shell, argument) => (await import('../runs/bringClusterUp.ts')).bringClusterUp(shell, argument),
  },
  {
    id: 'bringClusterDown',
    icon: 'debug-stop',
    changes: true,
    runs: 'program',
    on: { kinds: ['cluster'] },
    group: '9_end@1',
    run: async (shell, argument) => (await import('../runs/bringClusterDown.ts')).bringClusterDown(shell, argument),
  },
  {
    id: 'showPlan',
    icon: 'list-ordered',
    // Planning queries the hosts and drivers that the file names.
    runs: 'file',
    palette: 'isWorkspaceTrusted',
    files: {
      'explorer/context': { group: 'z_dockerOverlay@2', when: 'isWorkspaceTrusted' },
      'editor/context': { group: 'z_dockerOverlay@2', when: 'isWorkspaceTrusted' },
    },
    run: async (shell, argument) => (await import('../authoringEntry.ts')).showPlan(shell, argument),
  },
  {
    id: 'newClusterFile',
    icon: 'new-file',
    view: { group: '0_new@1' },
    newFile: true,
    run: async (shell) => (await import('../authoringEntry.ts')).writeClusterFile(shell),
  },
  {
    id: 'changeToSwarmMode',
    // Offered as a button where it applies.
    palette: 'false',
    run: async (shell, argument) => (await import('../runs/changeToSwarmMode.ts')).changeToSwarmMode(shell, argument),
  },
  {
    id: 'showDockerInfo',
    icon: 'info',
    on: { kinds: ['cluster', 'machine'] },
    press: 'open',
    group: '1_show@1',
    inline: 1,
    run: async (shell, argument) => (await import('../operations/showDockerInfo.ts')).showDockerInfo(shell, argument),
  },
];
