/** Commands for clusters in swarm mode, their nodes and services. */
import type { NodeVerb, ServiceVerb } from '../../model/steering.ts';
import type { RowMatch } from '../tree/rowContext.ts';
import type { Command, Run } from './command.ts';

/** A machine that is a swarm node, or an external node. */
const node = ['swarmNode', 'stranger'] as const;
const swarm: RowMatch = { kinds: ['cluster;swarm-mode'] };

const onNode =
  (verb: NodeVerb): Run =>
  async (...given) => {
    const { runOperation } = await import('../operations/runOperation.ts');
    const { nodeOperation } = await import('../operations/nodes.ts');
    return runOperation(nodeOperation(verb), ...given);
  };

const onService =
  (verb: ServiceVerb['kind']): Run =>
  async (...given) => {
    const { runOperation } = await import('../operations/runOperation.ts');
    const { serviceOperation } = await import('../operations/services.ts');
    return runOperation(serviceOperation(verb), ...given);
  };

export const swarmCommands: readonly Command[] = [
  {
    id: 'drainNode',
    icon: 'circle-slash',
    changes: true,
    on: { with: [node], without: ['drained'] },
    group: '3_node@1',
    run: onNode('drain'),
  },
  {
    id: 'pauseNode',
    icon: 'debug-pause',
    changes: true,
    on: { with: [node], without: ['paused'] },
    group: '3_node@2',
    run: onNode('pause'),
  },
  {
    id: 'activateNode',
    icon: 'debug-continue',
    changes: true,
    on: { with: [node, ['paused', 'drained']] },
    group: '3_node@3',
    run: onNode('activate'),
  },
  {
    id: 'promoteNode',
    icon: 'arrow-up',
    changes: true,
    on: { with: [['node;swarmNode', 'stranger;worker']] },
    group: '3_node@4',
    run: onNode('promote'),
  },
  {
    id: 'demoteNode',
    icon: 'arrow-down',
    changes: true,
    on: { with: [['manager;swarmNode', 'stranger;manager']] },
    group: '3_node@5',
    run: onNode('demote'),
  },
  {
    id: 'removeNode',
    icon: 'trash',
    changes: true,
    on: { with: [node] },
    press: 'remove',
    group: '8_swarm@1',
    run: onNode('remove'),
  },
  {
    id: 'showServiceLogs',
    icon: 'output',
    on: { kinds: ['service', 'task'] },
    group: '1_show@2',
    inline: 1,
    run: async (shell, argument) => (await import('../logs/showLogs.ts')).showServiceLogs(shell, argument),
  },
  {
    id: 'scaleService',
    icon: 'list-ordered',
    changes: true,
    on: { kinds: ['service;replicated'] },
    group: '3_service@1',
    inline: 2,
    run: onService('scale'),
  },
  {
    id: 'restartService',
    icon: 'debug-restart',
    changes: true,
    on: { kinds: ['service'] },
    group: '3_service@2',
    run: onService('restart'),
  },
  {
    id: 'rollBackService',
    icon: 'discard',
    changes: true,
    on: { kinds: ['service'], with: [['rollable']] },
    group: '3_service@3',
    run: onService('rollBack'),
  },
  {
    id: 'removeService',
    icon: 'trash',
    changes: true,
    on: { kinds: ['service'] },
    press: 'remove',
    group: '9_end@1',
    run: onService('remove'),
  },
  {
    id: 'deployStack',
    icon: 'layers',
    changes: true,
    on: { kinds: ['cluster;swarm-mode', 'group;services', 'group;stack'] },
    group: '3_swarm@1',
    inline: 1,
    inlineOn: { kinds: ['group;services'] },
    run: async (shell, argument) => (await import('../operations/deployStack.ts')).deployStack(shell, argument),
  },
  {
    id: 'copyJoinCommand',
    icon: 'copy',
    // Read-only by itself, but its only use is a change.
    changes: true,
    on: swarm,
    group: '3_swarm@2',
    run: async (shell, argument) => (await import('../operations/joinTokens.ts')).copyJoinCommand(shell, argument),
  },
  {
    id: 'rotateJoinTokens',
    icon: 'key',
    changes: true,
    on: swarm,
    group: '3_swarm@3',
    run: async (...given) => {
      const { runOperation } = await import('../operations/runOperation.ts');
      const { tokenRotation } = await import('../operations/joinTokens.ts');
      return runOperation(tokenRotation, ...given);
    },
  },
];
