/** The `docker-machine` command that users and extensions start: a small script in the world's folder. */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { socketPath } from './controlSocket.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Writes the script and returns its path. */
export function writeCommand(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const client = clientFile();
  const socket = socketPath(folder);
  if (process.platform === 'win32') {
    const file = join(bin, 'docker-machine.cmd');
    writeFileSync(
      file,
      `@set SIMULATOR_SOCKET=${socket}\r\n@set ELECTRON_RUN_AS_NODE=1\r\n@"${process.execPath}" "${client}" %*\r\n`,
    );
    return file;
  }
  const file = join(bin, 'docker-machine');
  const variables = `SIMULATOR_SOCKET=${quoted(socket)} ELECTRON_RUN_AS_NODE=1`;
  writeFileSync(file, `#!/bin/sh\n${variables} exec ${quoted(process.execPath)} ${quoted(client)} "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

/** The built client next to this program if it exists, otherwise its source. */
export function clientFile(): string {
  const built = join(import.meta.dirname, 'client.js');
  return existsSync(built) ? built : join(import.meta.dirname, '..', 'client.ts');
}
