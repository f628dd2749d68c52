// Our commands as package.json has them: their ids, and their icons without `$()`.
import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')) as {
  readonly contributes: { readonly commands: readonly { readonly command: string; readonly icon?: string }[] };
};

export const commandList: readonly string[] = manifest.contributes.commands.map(({ command }) => command);

export const commandIcons: ReadonlyMap<string, string> = new Map(
  manifest.contributes.commands.flatMap(({ command, icon }) => (icon ? [[command, icon.slice(2, -1)]] : [])),
);
