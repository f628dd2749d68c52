// The ids of our commands as package.json has them.
import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')) as {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
};

export const commandList: readonly string[] = manifest.contributes.commands.map(({ command }) => command);
