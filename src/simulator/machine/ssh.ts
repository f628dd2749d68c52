/** `docker-machine ssh`: one command on the machine's host, or a shell there, a line at a time. */
import { runShell } from '../world/shell.ts';
import type { Host } from '../world/nouns.ts';
import { Exit, hostOf, requireRecord, stateOf, type MachineCall } from './call.ts';
import { hostProgram } from './hostShell.ts';

export async function ssh(call: MachineCall): Promise<number> {
  const [name, ...words] = call.words.filter((word, index) => !(index === 1 && word === '--'));
  if (name === undefined) throw new Exit('Error: No machine name(s) specified and no "default" machine exists');
  const record = await requireRecord(call.store, name);
  const host = hostOf(call.world, call.store, record);
  if (record.DriverName === 'none' || !host || (await stateOf(call, record)) !== 'Running')
    throw new Exit(`Error: Cannot run SSH command: Host "${name}" is not running`);
  return words.length > 0 ? runOnce(call, host, words.join(' ')) : interact(call, host);
}

/** docker-machine makes every exit code but 0 a 1, and says which it was. */
async function runOnce(call: MachineCall, host: Host, script: string): Promise<number> {
  const said = await runShell(script, (words, input) => hostProgram(call.world, host, words, input));
  await call.settle();
  if (said.out !== '') call.print(said.out);
  if (said.err !== '') call.err(said.err.replace(/\n$/, ''));
  if (said.code === 0) return 0;
  throw new Exit(`exit status ${String(said.code)}`);
}

async function interact(call: MachineCall, host: Host): Promise<number> {
  const prompt = host.vm ? `docker@${host.hostname}:~$ ` : `root@${host.hostname}:~# `;
  while (!call.signal.aborted) {
    const line = await call.ask(prompt);
    if (line === undefined || /^\s*(exit|logout)\s*$/.test(line)) break;
    const said = await runShell(line, (words, input) => hostProgram(call.world, host, words, input));
    await call.settle();
    if (said.out !== '') call.print(said.out);
    if (said.err !== '') call.err(said.err.replace(/\n$/, ''));
  }
  return 0;
}
