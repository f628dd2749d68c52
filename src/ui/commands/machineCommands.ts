/** Commands for machines. */
import type { MachineAction } from '../../service/actions.ts';
import { valueOf } from '../targets/argument.ts';
import type { RowMatch } from '../tree/rowContext.ts';
import type { Command, Run } from './command.ts';

/** States in which the engine or its host may still be reachable. */
const mayRun = ['machine;running', 'machine;unreachable', 'machine;unknown'] as const;
const isIncomplete: RowMatch = { kinds: ['machine'], with: [['incomplete']] };
const isWhole: RowMatch = { kinds: ['machine'], without: ['broken'] };

const change =
  (verb: MachineAction): Run =>
  async (...given) => {
    const { runOperation } = await import('../operations/runOperation.ts');
    const { machineOperation } = await import('../operations/machines.ts');
    return runOperation(machineOperation(verb), ...given);
  };

export const machineCommands: readonly Command[] = [
  {
    id: 'startMachine',
    icon: 'play',
    changes: true,
    runs: 'program',
    on: { kinds: ['machine;stopped', 'machine;unreachable', 'machine;unknown'], with: [['canPower']] },
    group: '3_power@1',
    inline: 0,
    inlineOn: { kinds: ['machine;stopped'], with: [['canPower']] },
    run: change('start'),
  },
  {
    id: 'stopMachine',
    icon: 'debug-stop',
    changes: true,
    runs: 'program',
    on: { kinds: mayRun, with: [['canPower']] },
    group: '3_power@2',
    run: change('stop'),
  },
  {
    id: 'restartMachine',
    icon: 'debug-restart',
    changes: true,
    runs: 'program',
    on: { kinds: mayRun, with: [['canPower']] },
    group: '3_power@3',
    run: change('restart'),
  },
  {
    id: 'regenerateCertificates',
    icon: 'shield',
    changes: true,
    runs: 'program',
    on: { kinds: mayRun, with: [['canReachHost']] },
    group: '4_mend@1',
    run: change('regenerateCertificates'),
  },
  {
    id: 'recreateAgent',
    icon: 'debug-restart',
    changes: true,
    palette: 'false',
    on: { kinds: ['machine;running'], with: [['moved']] },
    group: '4_mend@2',
    inline: 3,
    run: async (shell, argument) => (await import('../operations/recreateAgents.ts')).recreateAgents(shell, argument),
  },
  {
    id: 'removeMachine',
    icon: 'trash',
    changes: true,
    runs: 'program',
    on: { kinds: ['machine'] },
    press: 'remove',
    group: '9_end@1',
    inline: 3,
    inlineOn: isIncomplete,
    // `force`: even if the driver cannot delete the machine.
    run: (shell, argument, selected) =>
      change(valueOf(argument, 'force') === true ? 'forget' : 'remove')(shell, argument, selected),
  },
  {
    id: 'openShell',
    icon: 'terminal',
    changes: true,
    runs: 'program',
    on: { kinds: mayRun, with: [['canReachHost']] },
    group: '2_shell@1',
    inline: 2,
    inlineOn: { kinds: ['machine;running'], with: [['canReachHost']] },
    run: async (shell, argument) => (await import('../operations/openTerminal.ts')).openShell(shell, argument),
  },
  {
    id: 'finishMachine',
    icon: 'tools',
    changes: true,
    runs: 'file',
    on: isIncomplete,
    group: '1_show@0',
    inline: 2,
    run: async (shell, argument) => (await import('../runs/finishMachine.ts')).finishMachine(shell, argument),
  },
  {
    id: 'copyAddress',
    icon: 'copy',
    on: isWhole,
    group: '2_copy@1',
    run: async (shell, argument) => (await import('../operations/copyFromMachine.ts')).copyAddress(shell, argument),
  },
  {
    id: 'copyEngineId',
    icon: 'copy',
    on: isWhole,
    group: '2_copy@2',
    run: async (shell, argument) => (await import('../operations/copyFromMachine.ts')).copyEngineId(shell, argument),
  },
  {
    id: 'copyEnvironment',
    icon: 'copy',
    on: isWhole,
    group: '2_copy@3',
    run: async (shell, argument) => (await import('../operations/copyFromMachine.ts')).copyEnvironment(shell, argument),
  },
];
