// The user's desktop: whether there is one, how to open VS Code on it, and how to open an address in its browser.
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Seat {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const here: Seat = { platform: process.platform, environment: process.env };

export function hasDesktop({ platform, environment }: Seat = here): boolean {
  if (platform !== 'linux') return true;
  return [environment['DISPLAY'], environment['WAYLAND_DISPLAY']].some((display) => (display ?? '') !== '');
}

export interface DesktopCode {
  readonly folder: string;
  /** Folders of extensions to load without installing them. */
  readonly extensions: readonly string[];
  readonly dataFolder: string;
  /** The folder is one of our demos. */
  readonly isDemo: boolean;
  readonly isRoot: boolean;
}

/** The arguments of a desktop VS Code. */
export function codeArguments({ folder, extensions, dataFolder, isDemo, isRoot }: DesktopCode): readonly string[] {
  return [
    ...extensions.map((each) => `--extensionDevelopmentPath=${each}`),
    `--user-data-dir=${dataFolder}`,
    // A demo's settings select a program, which requires a trusted folder. The trust prompt would hide the demo.
    ...(isDemo ? ['--disable-workspace-trust'] : []),
    ...(isRoot ? ['--no-sandbox'] : []),
    folder,
  ];
}

/**
 * Opens a secret address: the browser gets a file that only this user can read and that redirects to the address, because every user can
 * see the arguments of programs. `folder` holds the file. @returns whether it was tried
 */
export async function openPrivately(address: string, folder: string, seat: Seat = here): Promise<boolean> {
  if (!hasDesktop(seat)) return false;
  const file = path.join(folder, 'open.html');
  const url = address.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const page = `<!doctype html><meta http-equiv="refresh" content="0; url=${url}"><a href="${url}">VS Code</a>\n`;
  await writeFile(file, page, { mode: 0o600 });
  return openAddress(pathToFileURL(file).href, seat);
}

/**
 * Opens an address in the browser if there is a desktop. The caller has printed the address, so a missing or failing browser is not
 * reported. @returns whether it was tried
 */
export function openAddress(address: string, seat: Seat = here): boolean {
  if (!hasDesktop(seat)) return false;
  const [program, ...args] = opener(address, seat);
  const opened = spawn(program, args, {
    stdio: 'ignore',
    detached: true,
    windowsVerbatimArguments: true,
    env: { ...seat.environment },
  });
  opened.on('error', () => undefined);
  opened.unref();
  return true;
}

function opener(address: string, { platform }: Seat): readonly [string, ...string[]] {
  switch (platform) {
    case 'darwin':
      return ['open', address];
    case 'win32':
      // `start` takes its first quoted argument as the window title, and an ampersand would end the command.
      return ['cmd', '/c', 'start', '""', address.replaceAll('&', '^&')];
    default:
      return ['xdg-open', address];
  }
}
