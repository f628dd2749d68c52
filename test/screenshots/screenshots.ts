// `npm run screenshots`: a picture of every surface in every theme, into out/screenshots, and those that README and the walkthrough show
// into media. The packaged extension, in a real VS Code, on simulated worlds, one VS Code for each; README's pictures of the article's
// cluster are of real hosts, the world `lab`. `npm run screenshots -- lab` goes through that world only.
import { browserLacks, labLacks, provideChineseFont } from '../../scripts/tests/requirements.ts';
import { setup as makeProduct } from '../vscode/product.ts';
import { screenshotFolder } from '../vscode/workbench.ts';
import { broken } from './worlds/broken.ts';
import { chinese } from './worlds/chinese.ts';
import { classic } from './worlds/classic.ts';
import { lab } from './worlds/lab.ts';
import { runs } from './worlds/runs.ts';
import { large, many, restricted, withoutTool } from './worlds/strange.ts';
import { swarmMode } from './worlds/swarmMode.ts';

const worlds = { lab, classic, runs, broken, swarmMode, restricted, withoutTool, many, large, chinese };
type World = keyof typeof worlds;

const all = Object.keys(worlds) as World[];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(all as readonly string[]).includes(name));
if (unknown.length > 0) throw new Error(`no world ${unknown.join(', ')}; there are ${all.join(', ')}`);
const lack = await browserLacks({ install: true });
if (lack !== undefined) throw new Error(lack);
await provideChineseFont();
await makeProduct();
for (const name of asked.length > 0 ? (asked as World[]) : all) {
  const begun = Date.now();
  console.log(name);
  const missing = name === 'lab' ? await labLacks({ install: true }) : undefined;
  if (missing !== undefined) {
    console.log(`  not here: ${missing}`);
    continue;
  }
  await worlds[name]();
  console.log(`  ${((Date.now() - begun) / 1000).toFixed(0)} s`);
}
console.log(screenshotFolder);
