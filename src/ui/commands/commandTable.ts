/** Every command. package.json's commands, menus and key bindings are generated from it: `npm run commands`. */
import { clusterCommands } from './clusterCommands.ts';
import type { Command } from './command.ts';
import { containerCommands } from './containerCommands.ts';
import { machineCommands } from './machineCommands.ts';
import { swarmCommands } from './swarmCommands.ts';
import { viewCommands } from './viewCommands.ts';

export const commandTable: readonly Command[] = [
  ...clusterCommands,
  ...viewCommands,
  ...machineCommands,
  ...containerCommands,
  ...swarmCommands,
];
