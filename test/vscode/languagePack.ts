// A language pack for the served VS Code, so that its display language is really another one: Microsoft's own are not on npm. It has
// the few of VS Code's words that stand beside the product's; all others stay English.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { spawnSync } from 'node:child_process';

const root = path.resolve(import.meta.dirname, '../..');

/** VS Code's word in English (without mnemonics), and what its Chinese pack says. */
const words: Readonly<Record<string, string>> = {
  Cancel: '取消',
  OK: '确定',
  Close: '关闭',
  Back: '上一步',
  Search: '搜索',
  Explorer: '资源管理器',
  Extensions: '扩展',
  'Source Control': '源代码管理',
  'Run and Debug': '运行和调试',
  Output: '输出',
  Problems: '问题',
  Terminal: '终端',
  Ports: '端口',
  'Debug Console': '调试控制台',
  'No Problems': '没有问题',
  'Source: {0}': '来源: {0}',
  'Source: {0} (Extension)': '来源: {0} (扩展)',
  "Press 'Enter' to confirm your input or 'Escape' to cancel": '按 "Enter" 以确认或按 "Esc" 以取消',
  "{0} (Press 'Enter' to confirm or 'Escape' to cancel)": '{0} (按 "Enter" 以确认或按 "Esc" 以取消)',
  '{0} Selected': '已选 {0} 项',
  'Mark Done': '标记为完成',
  'Next Section': '下一部分',
  'Go Back': '返回',
};

interface Pack {
  readonly version: string;
  readonly contents: Record<string, Record<string, string>>;
}

/** Every message of VS Code whose English text is one of ours, by module and key. */
async function translations(out: string): Promise<Pack> {
  const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(path.join(out, name), 'utf8'));
  const modules = (await read('nls.keys.json')) as readonly (readonly [module: string, keys: readonly string[]])[];
  const messages = ((await read('nls.messages.json')) as readonly string[]).values();
  const contents: Record<string, Record<string, string>> = {};
  for (const [module, keys] of modules) {
    for (const key of keys) {
      const word = words[(messages.next().value ?? '').replace('&&', '')];
      if (word !== undefined) (contents[module] ??= {})[key] = word;
    }
  }
  return { version: '1.0.0', contents };
}

/** A display language of which there is a pack. */
export type Language = 'zh-cn';

/**
 * Makes the pack of a language for the VS Code whose compiled modules are in `out`.
 *
 * @returns the path of its .vsix
 * @throws when vsce does not make it; the message is its own
 */
export async function languagePack(language: Language, out: string): Promise<string> {
  const folder = path.join(root, 'out', `language-pack-${language}`);
  const vsix = `${folder}.vsix`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const manifest = {
    name: `docker-overlay-test-language-pack-${language}`,
    publisher: 'docker-overlay',
    version: '1.0.0',
    engines: { vscode: '^1.105.0' },
    contributes: {
      localizations: [
        {
          languageId: language,
          languageName: 'Chinese Simplified',
          localizedLanguageName: '中文(简体)',
          translations: [{ id: 'vscode', path: './main.i18n.json' }],
        },
      ],
    },
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  await writeFile(path.join(folder, 'main.i18n.json'), JSON.stringify(await translations(out), null, 2));
  await writeFile(path.join(folder, 'README.md'), 'For tests.\n');
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const args = [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsix];
  const made = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`vsce failed:\n${made.stdout}${made.stderr}`);
  return vsix;
}
