// The demo's own extension as VS Code takes it: a folder where it runs from one, a package where it is installed.
import path from 'node:path';
import { packageProgram, root, runProgram } from './runProgram.ts';

/** What the build has made of `demoExtension`. */
export const demoExtensionFolder = path.join(root, 'dist/demoExtension');

/**
 * @param dist what was built before; default that of the repository
 * @returns the package's path @throws when vsce fails, with its words
 */
export async function makeDemoPackage(dist = path.join(root, 'dist')): Promise<string> {
  const target = path.join(dist, 'docker-overlay-demo.vsix');
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', target];
  const vsce = packageProgram('@vscode/vsce/vsce');
  const { code, output } = await runProgram(process.execPath, [vsce, ...args], {
    quiet: true,
    cwd: path.join(dist, 'demoExtension'),
  });
  if (code !== 0) throw new Error(`vsce failed for the demo's extension:\n${output}`);
  return target;
}
