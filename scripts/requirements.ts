// What the suites need beyond Node and npm: looked for, installed where that is ours to do, named where it is not.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { findBrowser } from '../test/vscode/browser.ts';
import { root, runProgram } from './runProgram.ts';

const labProgram = path.join(root, 'test/lab/lab');

/** As root on Debian packages are installed by us; elsewhere the line to type is printed. */
function mayInstall(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Looks for a browser, installing it where possible. @returns why there is none, or undefined when there is one */
export async function browserLacks(): Promise<string | undefined> {
  if (findBrowser() !== undefined) return undefined;
  if (!mayInstall()) {
    return `no Chromium or Chrome; as root on Debian: apt-get install -y chromium; elsewhere set CHROMIUM to one`;
  }
  console.log('installing chromium');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await runProgram('apt-get', ['update', '-q'], { quiet: true, env });
  const args = ['install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-dejavu-core', chineseFont];
  const { code, output } = await runProgram('apt-get', args, { quiet: true, env });
  if (findBrowser() !== undefined) return undefined;
  return `chromium could not be installed (apt-get exit ${code ?? 'by a signal'}): ${lastLine(output)}`;
}

/** The smallest of Debian's that has Simplified Chinese. */
const chineseFont = 'fonts-wqy-microhei';

/** Installs a font for Chinese where there is none and where it is ours to do: without it pictures show boxes. */
export async function provideChineseFont(): Promise<void> {
  const { code, output } = await runProgram('fc-list', [':lang=zh-cn'], { quiet: true });
  if (code !== 0 || output.trim() !== '') return;
  if (!mayInstall()) {
    console.log('no font for Chinese: its pictures will show boxes');
    return;
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await runProgram('apt-get', ['install', '-y', '-q', '--no-install-recommends', chineseFont], { quiet: true, env });
}

/** Asks the lab what this computer lacks for it, after letting it install what it can. @returns the reasons, joined */
export async function labLacks(): Promise<string | undefined> {
  if (process.platform !== 'linux') return `real hosts need Linux, this is ${process.platform}`;
  if (!existsSync(labProgram)) return 'test/lab/lab is not there';
  const asked = await runProgram('bash', [labProgram, 'lacks'], { quiet: true, timeout: 60_000 });
  if (asked.output.trim() === '') return undefined;
  if (!mayInstall()) return `${oneLine(asked.output)}; what can be installed: bash test/lab/lab setup, as root`;
  console.log(`setting the lab up: ${oneLine(asked.output)}`);
  await runProgram('bash', [labProgram, 'setup'], { quiet: true, timeout: 20 * 60_000 });
  const again = await runProgram('bash', [labProgram, 'lacks'], { quiet: true, timeout: 60_000 });
  return again.output.trim() === '' ? undefined : oneLine(again.output);
}

function oneLine(text: string): string {
  return text.trim().split('\n').join('; ');
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
