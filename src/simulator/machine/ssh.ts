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

/** ssh also parses options after the host name, up to the first argument that is not an option, or `--`. */
function withoutOptions(words: readonly string[]): readonly string[] {
  const left = [...words];
  while (/^-./.test(left[0] ?? '')) {
    const word = left.shift() ?? '';
    if (word === '--') break;
    // A value is a separate argument unless it directly follows the letter.
    if (/^-[^bcDEeFIiJLlmOopQRSWw]*[bcDEeFIiJLlmOopQRSWw]$/.test(word)) left.shift();
  }
  return left;
}

/** docker-machine exits with 1 for every non-zero exit code and prints the original code. */
async function runOnce(call: MachineCall, host: Host, script: string): Promise<number> {
  const said = await runShell(script, programOn(call, host));
  await call.settle();
  if (said.out !== '') call.print(said.out);
  if (said.err !== '') call.err(said.err.replace(/\n$/, ''));
  if (said.code === 0) return 0;
  throw new Exit(`exit status ${String(said.code)}`);
}
