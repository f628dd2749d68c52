/** Schedules services step by step: determines each service's desired tasks, and advances every task by one state. */
import { swarmId } from './ids.ts';
import type { Swarm, SwarmService, SwarmTask } from './nouns.ts';
import { hasEnded, whyNot } from './placement.ts';
import { termsOf, type ServiceTerms } from './serviceSpec.ts';
import { tellSwarm, touch } from './swarmNodes.ts';
import { advance } from './tasks.ts';
import type { World } from './world.ts';

export function schedule(world: World, swarm: Swarm): void {
  leaveLostNodes(world, swarm);
  for (const service of swarm.services) {
    const terms = termsOf(service.spec);
    if (terms.mode === 'replicated') replicate(world, swarm, service, terms);
    else if (terms.mode === 'global') spreadEverywhere(world, swarm, service, terms);
    else runJob(world, swarm, service, terms);
    roll(world, swarm, service, terms);
  }
  for (const task of swarm.tasks) advance(world, swarm, task);
  forgetOld(world, swarm);
}

/** Shuts down tasks of removed services and tasks on down or drained nodes. */
function leaveLostNodes(world: World, swarm: Swarm): void {
  const services = new Set(swarm.services.map(({ id }) => id));
  const lost = new Set(
    swarm.nodes.filter((node) => node.state === 'down' || node.availability === 'drain').map(({ id }) => id),
  );
  for (const task of swarm.tasks)
    if (task.desired !== 'shutdown' && (!services.has(task.serviceId) || lost.has(task.nodeId)))
      dismiss(world, swarm, task);
}

export function dismiss(world: World, swarm: Swarm, task: SwarmTask): void {
  if (task.desired === 'shutdown') return;
  task.desired = 'shutdown';
  touch(world, swarm, task);
  world.changed();
}

const wantedTasks = (swarm: Swarm, service: SwarmService): SwarmTask[] =>
  swarm.tasks.filter((task) => task.serviceId === service.id && task.desired === 'running' && !hasEnded(task));

function replicate(world: World, swarm: Swarm, service: SwarmService, terms: ServiceTerms): void {
  const tasks = wantedTasks(swarm, service);
  // Shut down the newest first.
  for (const task of [...tasks].sort((a, b) => b.slot - a.slot).slice(0, Math.max(0, tasks.length - terms.replicas)))
    dismiss(world, swarm, task);
  const slots = new Set(wantedTasks(swarm, service).map(({ slot }) => slot));
  for (let slot = 1, missing = terms.replicas - slots.size; missing > 0; slot += 1) {
    if (slots.has(slot)) continue;
    missing -= 1;
    const last = lastEnd(swarm, service, (task) => task.slot === slot);
    if (mayRestart(last, terms)) addTask(world, swarm, service, { slot, nodeId: '', after: last, terms });
  }
}

function spreadEverywhere(world: World, swarm: Swarm, service: SwarmService, terms: ServiceTerms): void {
  const tasks = wantedTasks(swarm, service);
  for (const node of swarm.nodes) {
    const fits = whyNot(world, node, terms) === '';
    const own = tasks.filter(({ nodeId }) => nodeId === node.id);
    // A paused node keeps its tasks.
    if (own.length > 0 && !fits && node.availability !== 'pause') own.forEach((task) => dismiss(world, swarm, task));
    if (own.length > 0 || !fits) continue;
    const last = lastEnd(swarm, service, ({ nodeId }) => nodeId === node.id);
    if (mayRestart(last, terms)) addTask(world, swarm, service, { slot: 0, nodeId: node.id, after: last, terms });
  }
}

function runJob(world: World, swarm: Swarm, service: SwarmService, terms: ServiceTerms): void {
  const own = swarm.tasks.filter((task) => task.serviceId === service.id && task.generation === service.generation);
  const isWanted = (task: SwarmTask): boolean => !hasEnded(task) || task.state === 'complete';
  const add = (slot: number, nodeId: string): void => {
    addTask(world, swarm, service, { slot, nodeId, after: undefined, terms });
  };
  if (terms.mode === 'global-job') {
    for (const node of swarm.nodes)
      if (whyNot(world, node, terms) === '' && !own.some((task) => task.nodeId === node.id && isWanted(task)))
        add(0, node.id);
    return;
  }
  for (let slot = 0; slot < terms.replicas; slot += 1)
    if (!own.some((task) => task.slot === slot + 1 && isWanted(task))) add(slot + 1, '');
}

function lastEnd(swarm: Swarm, service: SwarmService, isOf: (task: SwarmTask) => boolean): SwarmTask | undefined {
  return swarm.tasks
    .filter((task) => task.serviceId === service.id && isOf(task) && hasEnded(task))
    .sort((a, b) => b.updatedAt - a.updatedAt)[0];
}

/** The restart policy applies only to tasks that ended on their own. */
function mayRestart(last: SwarmTask | undefined, { restart }: ServiceTerms): boolean {
  if (!last || last.desired === 'shutdown') return true;
  if (restart === 'none') return false;
  return restart === 'any' || last.state !== 'complete';
}

function addTask(
  world: World,
  swarm: Swarm,
  service: SwarmService,
  of: {
    readonly slot: number;
    readonly nodeId: string;
    readonly after: SwarmTask | undefined;
    readonly terms: ServiceTerms;
  },
): void {
  const now = world.time.now();
  const isAfterFailure = of.after !== undefined && of.after.desired !== 'shutdown';
  const task: SwarmTask = {
    id: swarmId(),
    serviceId: service.id,
    slot: of.slot,
    generation: service.generation,
    createdAt: now,
    updatedAt: now,
    index: 0,
    nodeId: of.nodeId,
    state: 'new',
    desired: of.terms.mode.endsWith('job') ? 'complete' : 'running',
    message: 'created',
    error: '',
    containerId: '',
    addresses: [],
    notBefore: isAfterFailure ? now + world.time.scaled(of.terms.restartDelay) : now,
  };
  touch(world, swarm, task);
  swarm.tasks.push(task);
  world.changed();
}

/** Replaces tasks of an older specification, `parallelism` at a time; stops when a new one fails. */
function roll(world: World, swarm: Swarm, service: SwarmService, terms: ServiceTerms): void {
  const { update } = service;
  if (!update || (update.state !== 'updating' && update.state !== 'rollback_started')) return;
  const isRollback = update.state === 'rollback_started';
  const tasks = wantedTasks(swarm, service);
  const fresh = swarm.tasks.filter(
    (task) => task.serviceId === service.id && task.generation === service.generation && task.desired !== 'shutdown',
  );
  const failed = fresh.find(({ state }) => state === 'failed' || state === 'rejected');
  if (failed && !isRollback && terms.failureAction === 'pause') {
    update.state = 'paused';
    update.message = `update paused due to failure or early termination of task ${failed.id}`;
    touch(world, swarm, service);
    tellUpdate(world, swarm, service, update.state);
    return;
  }
  const old = tasks.filter(({ generation }) => generation !== service.generation);
  const onTheirWay = fresh.filter((task) => !hasEnded(task) && task.state !== 'running').length;
  if (old.length === 0 && onTheirWay === 0) {
    update.state = isRollback ? 'rollback_completed' : 'completed';
    update.message = isRollback ? 'rollback completed' : 'update completed';
    update.completedAt = world.time.now();
    touch(world, swarm, service);
    tellUpdate(world, swarm, service, update.state);
    return;
  }
  const atOnce = terms.parallelism === 0 ? old.length : terms.parallelism - onTheirWay;
  for (const task of old.slice(0, Math.max(0, atOnce))) dismiss(world, swarm, task);
}

function tellUpdate(world: World, swarm: Swarm, service: SwarmService, state: string): void {
  tellSwarm(world, swarm, 'service', 'update', service.id, {
    name: service.spec.Name,
    'updatestate.new': state,
    'updatestate.old': 'updating',
  });
  world.changed();
}

/** Keeps the last five ended tasks of each slot, and none of a removed service. */
function forgetOld(world: World, swarm: Swarm): void {
  const services = new Set(swarm.services.map(({ id }) => id));
  const kept = new Map<string, number>();
  const before = swarm.tasks.length;
  swarm.tasks = [...swarm.tasks]
    .sort((a, b) => b.createdAt - a.createdAt)
    .filter((task) => {
      if (!hasEnded(task)) return true;
      if (!services.has(task.serviceId)) return false;
      const key = `${task.serviceId} ${task.slot > 0 ? String(task.slot) : task.nodeId}`;
      const count = (kept.get(key) ?? 0) + 1;
      kept.set(key, count);
      return count <= 5;
    })
    .reverse();
  if (swarm.tasks.length !== before) world.changed();
}
