/** `docker-machine ssh`: one command on the machine's host, or a shell there. */
import { runShell } from '../world/shell.ts';
import type { Host } from '../world/nouns.ts';
import { Exit, hostOf, requireRecord, stateOf, type MachineCall } from './call.ts';
import { programOn } from './hostShell.ts';
import { typeAt } from './session.ts';

export async function ssh(call: MachineCall): Promise<number> {
  const [name, ...words] = call.words;
  if (name === undefined) throw new Exit('Error: No machine name(s) specified and no "default" machine exists');
  const record = await requireRecord(call.store, name);
  const host = hostOf(call.world, call.store, record);
  if (record.DriverName === 'none' || !host || (await stateOf(call, record)) !== 'Running')
    throw new Exit(`Error: Cannot run SSH command: Host "${name}" is not running`);
  const command = withoutOptions(words);
  if (command.length > 0) return runOnce(call, host, command.join(' '));
  await typeAt(call, host.vm ? `docker@${host.hostname}:~$ ` : `root@${host.hostname}:~# `, programOn(call, host));
  return 0;
}

/** ssh looks for options of its own behind the host, too, up to the first word that is none, or to `--`. */
function withoutOptions(words: readonly string[]): readonly string[] {
  const left = [...words];
  while (/^-./.test(left[0] ?? '')) {
    const word = left.shift() ?? '';
    if (word === '--') break;
    // A value is a word of its own, unless it is written behind the letter at once.
    if (/^-[^bcDEeFIiJLlmOopQRSWw]*[bcDEeFIiJLlmOopQRSWw]$/.test(word)) left.shift();
  }
  return left;
}

/** docker-machine makes every exit code but 0 a 1, and says which it was. */
async function runOnce(call: MachineCall, host: Host, script: string): Promise<number> {
  const said = await runShell(script, programOn(call, host));
  await call.settle();
  if (said.out !== '') call.print(said.out);
  if (said.err !== '') call.err(said.err.replace(/\n$/, ''));
  if (said.code === 0) return 0;
  throw new Exit(`exit status ${String(said.code)}`);
}
