/** start, stop, restart, kill, rm, provision, regenerate-certs: the commands that change an existing machine. */
import { boot, cutPower, shutDown } from '../world/engineLife.ts';
import type { Host } from '../world/nouns.ts';
import { Exit, hostOf, requireRecord, stateOf, unknownMachine, type MachineCall } from './call.ts';
import { provisionHost, waitForSsh } from './provision.ts';
import { makesVm, type MachineRecord } from './record.ts';

type Action = (call: MachineCall, record: MachineRecord) => Promise<void>;

/** Runs an action on every named machine. All of them must exist before the first is touched. */
function onEach(action: Action): (call: MachineCall) => Promise<number> {
  return async (call) => {
    const names = call.words.filter((word) => !word.startsWith('-'));
    if (names.length === 0) throw new Exit('Error: No machine name(s) specified and no "default" machine exists');
    const records = [];
    for (const name of names) records.push(await requireRecord(call.store, name));
    let code = 0;
    for (const record of records) {
      try {
        await action(call, record);
      } catch (error) {
        if (!(error instanceof Exit)) throw error;
        call.err(error.message);
        code = error.code;
      }
    }
    return code;
  };
}

async function isRunning(call: MachineCall, record: MachineRecord): Promise<boolean> {
  return (await stateOf(call, record)) === 'Running';
}

/** Returns the VM; drivers without VMs do not support such verbs. */
function vmOf({ world, store }: MachineCall, record: MachineRecord, verb: string): Host {
  const host = hostOf(world, store, record);
  if (!makesVm(record.DriverName)) {
    const name = record.DriverName === 'none' ? 'hosts without a driver' : `${record.DriverName} driver`;
    throw new Exit(record.DriverName === 'none' ? `${name} cannot be ${verb}ped` : `${name} does not support ${verb}`);
  }
  if (!host) throw new Exit('machine does not exist');
  return host;
}

const startVm = async (call: MachineCall, record: MachineRecord): Promise<void> => {
  const host = vmOf(call, record, 'start');
  call.out(`(${record.Name}) Check network to re-create if needed...`);
  call.out(`(${record.Name}) Waiting for an IP...`);
  await call.world.time.sleep(1500, call.signal);
  if (call.signal.aborted) throw new Exit('', 130);
  boot(call.world, host);
  if (record.DriverName === 'virtualbox') record.Driver.IPAddress = host.address;
  await call.store.save(record);
  await call.settle();
};

const waitUntilUsable = async (call: MachineCall, record: MachineRecord): Promise<void> => {
  call.out('Waiting for SSH to be available...');
  await waitForSsh(call, hostOf(call.world, call.store, record), 60);
  call.out('Detecting the provisioner...');
};

export const start = onEach(async (call, record) => {
  call.out(`Starting "${record.Name}"...`);
  if (await isRunning(call, record)) throw new Exit(`Machine "${record.Name}" is already running.`);
  await startVm(call, record);
  call.out(`Machine "${record.Name}" was started.`);
  await waitUntilUsable(call, record);
  call.out('Started machines may have new IP addresses. You may need to re-run the `docker-machine env` command.');
});

export const stop = onEach(async (call, record) => {
  call.out(`Stopping "${record.Name}"...`);
  if (!(await isRunning(call, record))) throw new Exit(`Machine "${record.Name}" is already stopped.`);
  const host = vmOf(call, record, 'stop');
  // A container that ignores SIGTERM delays its engine's stop by ten seconds.
  const isHeld = host.engine.containers.some(({ state, command }) => state === 'running' && command.includes('sleep'));
  await call.world.time.sleep(isHeld ? 10_700 : 400, call.signal);
  shutDown(call.world, host);
  await forgetAddress(call, record);
  call.out(`Machine "${record.Name}" was stopped.`);
});

export const kill = onEach(async (call, record) => {
  call.out(`Killing "${record.Name}"...`);
  if (!(await isRunning(call, record))) throw new Exit(`Machine "${record.Name}" is already stopped.`);
  cutPower(call.world, vmOf(call, record, 'kill'));
  await call.world.time.sleep(300, call.signal);
  await forgetAddress(call, record);
  call.out(`Machine "${record.Name}" was killed.`);
});

/** A stopped VM has no address. */
async function forgetAddress(call: MachineCall, record: MachineRecord): Promise<void> {
  record.Driver.IPAddress = '';
  await call.store.save(record);
  await call.settle();
}

export const restart = onEach(async (call, record) => {
  call.out(`Restarting "${record.Name}"...`);
  const host = vmOf(call, record, 'restart');
  if (host.power === 'off') {
    call.out(`Starting "${record.Name}"...`);
    await startVm(call, record);
    call.out(`Machine "${record.Name}" was started.`);
    await waitUntilUsable(call, record);
  } else {
    shutDown(call.world, host);
    await call.settle();
    await startVm(call, record);
  }
  await waitUntilUsable(call, record);
  call.out('Restarted machines may have new IP addresses. You may need to re-run the `docker-machine env` command.');
});

export const provision = onEach(async (call, record) => {
  await waitForProvisioning(call, record);
  const host = hostOf(call.world, call.store, record);
  if (host) await provisionHost(call, record, host, { prefix: '', withSwarm: true });
  await call.store.save(record);
});

async function waitForProvisioning(call: MachineCall, record: MachineRecord): Promise<void> {
  call.out('Waiting for SSH to be available...');
  if (!(await waitForSsh(call, hostOf(call.world, call.store, record), 60)))
    throw new Exit(
      'Too many retries waiting for SSH to be available.  Last error: Maximum number of retries (60) exceeded',
    );
  call.out('Detecting the provisioner...');
}

export async function regenerateCertificates(call: MachineCall): Promise<number> {
  const isForced = call.words.some((word) => ['-f', '--force', '-force'].includes(word));
  if (!isForced) {
    const answer = await call.ask('Regenerate TLS machine certs?  Warning: this is irreversible. (y/n): ');
    if (answer === undefined) throw new Exit('EOF');
    if (!/^y(es)?$/i.test(answer.trim())) return 0;
  }
  call.out('Regenerating TLS certificates');
  if (call.words.some((word) => ['--client-certs', '-client-certs'].includes(word))) {
    call.out('Regenerating local certificates');
    await call.store.bootstrap(call.out);
  }
  return onEach(async (each, record) => {
    await waitForProvisioning(each, record);
    const host = hostOf(each.world, each.store, record);
    if (host) await provisionHost(each, record, host, { prefix: '', withSwarm: false });
  })(call);
}

export async function remove(call: MachineCall): Promise<number> {
  const { store, world, out, err } = call;
  const names = call.words.filter((word) => !word.startsWith('-'));
  const has = (...flags: string[]): boolean => call.words.some((word) => flags.includes(word));
  const isForced = has('-f', '--force', '-force');
  if (names.length === 0) {
    out(removeHelp);
    throw new Exit('Error: Expected to get one or more machine names as arguments');
  }
  out(`About to remove ${names.join(', ')}`);
  out('WARNING: This action will delete both local reference and remote instance.');
  if (!isForced && !has('-y')) {
    const answer = await call.ask('Are you sure? (y/n): ');
    if (answer === undefined) throw new Exit('EOF');
    if (!/^y(es)?$/i.test(answer.trim())) return 0;
  }
  let code = 0;
  for (const name of names) {
    if (!store.exists(name)) {
      err(`Error removing host "${name}": ${unknownMachine(name)}`);
      if (isForced) err(`Can't remove "${name}"`);
      else code = 1;
      continue;
    }
    const record = await store.read(name);
    const host = record && hostOf(world, store, record);
    if (record && makesVm(record.DriverName) && host) {
      await world.time.sleep(350, call.signal);
      cutPower(world, host);
      world.removeHost(host);
    }
    await store.forget(name);
    await call.settle();
    out(`Successfully removed ${name}`);
  }
  return code;
}

const removeHelp = [
  'Usage: docker-machine rm [OPTIONS] [arg...]',
  '',
  'Remove a machine',
  '',
  'Description:',
  '   Argument(s) are one or more machine names.',
  '',
  'Options:',
  '   ',
  '   --force, -f\tRemove local configuration even if machine cannot be removed, also implies an automatic yes (`-y`)',
  '   -y\t\tAssumes automatic yes to proceed with remove, without prompting further user confirmation',
].join('\n');
