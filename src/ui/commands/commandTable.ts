/** All commands. `npm run commands` generates package.json's commands, menus and key bindings from this table. */
import { clusterCommands } from './clusterCommands.ts';
import type { Command } from './command.ts';
import { containerCommands } from './containerCommands.ts';
import { machineCommands } from './machineCommands.ts';
import { swarmCommands } from './swarmCommands.ts';
import { viewCommands } from './viewCommands.ts';

const onRows: readonly Command[] = [...clusterCommands, ...machineCommands, ...containerCommands, ...swarmCommands];
const pressedTo = (what: Command['press']): readonly Command[] => onRows.filter(({ press }) => press === what);

/** Commands for keys pressed while the view has the focus. The focused row decides which command runs. */
const keyCommands: readonly Command[] = [
  {
    id: 'openRow',
    palette: 'false',
    key: { key: 'enter' },
    run: async (shell) => (await import('../operations/onRow.ts')).openRow(shell, pressedTo('open')),
  },
  {
    id: 'removeRow',
    changes: true,
    palette: 'false',
    key: { key: 'delete', mac: 'cmd+backspace' },
    run: async (shell) => (await import('../operations/onRow.ts')).runOnRow(shell, pressedTo('remove')),
  },
  {
    id: 'copyName',
    palette: 'false',
    key: { key: 'ctrl+c', mac: 'cmd+c' },
    run: async (shell) => (await import('../operations/onRow.ts')).copyName(shell),
  },
];

export const commandTable: readonly Command[] = [...onRows, ...viewCommands, ...keyCommands];
