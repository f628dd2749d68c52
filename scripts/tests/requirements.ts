// The suites' requirements besides Node and npm: finds them, names missing ones and installs them on request.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { findBrowser } from '../../test/vscode/browser.ts';
import { root, runProgram } from '../runProgram.ts';

const labProgram = path.join(root, 'test/lab/lab');

/** The smallest Debian package with a Simplified Chinese font. */
const chineseFont = 'fonts-wqy-microhei';
const browserPackages = ['chromium', 'fonts-dejavu-core', chineseFont];

export interface Permission {
  /** Whether packages may be installed on this computer, which requires root and Debian's apt-get. */
  readonly install: boolean;
}

/** @returns why there is no browser, with the command that installs one; undefined if there is one, or one was installed */
export async function browserLacks({ install }: Permission): Promise<string | undefined> {
  if (findBrowser() !== undefined) return undefined;
  if (!install) return `no Chromium or Chrome. ${browserRemedy(process.platform, hasApt())}`;
  const lack = canInstall() ? await installPackages(browserPackages) : notRoot;
  return findBrowser() === undefined ? `no Chromium or Chrome: ${lack ?? 'the package has none'}` : undefined;
}

/** The command that installs a browser on this kind of computer. */
export function browserRemedy(platform: NodeJS.Platform, apt: boolean): string {
  if (apt) return `Install it with: sudo apt-get install -y --no-install-recommends ${browserPackages.join(' ')}`;
  if (platform === 'darwin') return 'Install it with: brew install --cask google-chrome';
  if (platform === 'win32') return 'Install it with: winget install Google.Chrome, and set CHROMIUM to its chrome.exe';
  return 'Install Chromium or Chrome, or set the environment variable CHROMIUM to one';
}

/** Provides a Chinese font: without one, screenshots show boxes. */
export async function provideChineseFont(): Promise<void> {
  const { code, output } = await runProgram('fc-list', [':lang=zh-cn'], { quiet: true });
  if (code !== 0 || output.trim() !== '') return;
  const lack = canInstall() ? await installPackages([chineseFont]) : notRoot;
  if (lack !== undefined) console.log(`no font for Chinese, its pictures will show boxes: ${lack}`);
}

/** @returns what this computer lacks for the lab, and what `--install` would install; undefined if nothing is missing */
export async function labLacks({ install }: Permission): Promise<string | undefined> {
  if (process.platform !== 'linux') return `real hosts need Linux, this is ${process.platform}`;
  const lacking = await askLab('lacks');
  if (lacking === '') return undefined;
  if (!install) {
    const packages = await askLab('missing');
    const would = packages === '' ? '' : `; as root on Debian, --install would install: ${packages}`;
    return `${lacking}${would}`;
  }
  console.log(`setting the lab up: ${lacking}`);
  await runProgram('bash', [labProgram, 'setup'], { quiet: true, timeout: 20 * 60_000 });
  const still = await askLab('lacks');
  return still === '' ? undefined : still;
}

/** Returns the lab's answer as one line. */
async function askLab(question: 'lacks' | 'missing'): Promise<string> {
  const { output } = await runProgram('bash', [labProgram, question], { quiet: true, timeout: 60_000 });
  return output.trim().split('\n').join('; ');
}

const notRoot = 'packages can be installed only as root on Debian';

function hasApt(): boolean {
  return process.platform === 'linux' && existsSync('/usr/bin/apt-get');
}

function canInstall(): boolean {
  return hasApt() && process.getuid?.() === 0;
}

/** @returns why the packages could not be installed */
async function installPackages(packages: readonly string[]): Promise<string | undefined> {
  console.log(`installing ${packages.join(' ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await runProgram('apt-get', ['update', '-q'], { quiet: true, env });
  const args = ['install', '-y', '-q', '--no-install-recommends', ...packages];
  const { code, output } = await runProgram('apt-get', args, { quiet: true, env });
  if (code === 0) return undefined;
  return `apt-get ended with ${code ?? 'a signal'}: ${output.trim().split('\n').at(-1) ?? ''}`;
}
