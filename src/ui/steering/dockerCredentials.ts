/** Whether the docker command on this computer keeps credentials of a registry. Nothing of them is read but that they are there. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

/** `folder`: docker's own, `~/.docker` unless DOCKER_CONFIG says otherwise. A file that cannot be read has none. */
export async function hasCredentials(
  folder: string = process.env['DOCKER_CONFIG'] ?? path.join(homedir(), '.docker'),
): Promise<boolean> {
  try {
    const config: unknown = JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8'));
    if (typeof config !== 'object' || config === null) return false;
    const { auths, credHelpers, credsStore } = config as Readonly<Record<string, unknown>>;
    return isFilled(auths) || isFilled(credHelpers) || (typeof credsStore === 'string' && credsStore !== '');
  } catch {
    return false;
  }
}

const isFilled = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;
