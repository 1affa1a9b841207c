// The browser console, driven in Chromium: see tests/page/run.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import { chromium } from 'playwright-core';

import { Daemon, dialog, middle } from './daemon.mjs';
import { runTests, test, until, within } from './harness.mjs';
import { Model } from './model.mjs';
import { get, Relay } from './wire.mjs';
import { floodTests, lockedOutTests, loggedInTests } from './wire_tests.mjs';

const SHOTS = process.env.SHOTS;
const model = await new Model().start();
const daemon = await new Daemon().start(model);
const relay = await new Relay().start(daemon.listen);
const port = daemon.listen.slice(daemon.listen.lastIndexOf(':') + 1);
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [...(process.getuid() === 0 ? ['--no-sandbox'] : []), // the browser sees the daemon's port through the relay
    `--host-resolver-rules=MAP 127.0.0.1:${port} 127.0.0.1:${relay.port}`],
});
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
const page = await context.newPage();
const faults = []; // what a person would find in the browser's console
let offline = false; // failed connections are expected
page.on('console', (message) => {
  if (message.type() === 'error' && !offline) faults.push(message.text());
});
page.on('pageerror', (error) => faults.push(String(error)));
await page.addInitScript(() => document.addEventListener('securitypolicyviolation',
  (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`)));

const text = (id) => page.locator(`#${id}`).textContent();
const visible = (id) => page.locator(`#${id}`).isVisible();
const state = (name) => page.locator(`#state[data-state="${name}"]`).waitFor();
const lastEnd = (word) => page.locator('.run:last-child .end strong', { hasText: word }).waitFor();
const lastRun = page.locator('.run:last-child');

async function cookie() {
  const [{ name, value }] = await context.cookies();
  return `${name}=${value}`;
}

async function shot(name) {
  if (!SHOTS) return;
  for (const [look, size] of [['light', [1280, 800]], ['dark', [1280, 800]], ['narrow', [390, 844]]]) {
    await page.emulateMedia({ colorScheme: look === 'dark' ? 'dark' : 'light' });
    await page.setViewportSize({ width: size[0], height: size[1] });
    await page.screenshot({ path: path.join(SHOTS, `${name}-${look}.png`) });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function give(words) {
  await page.fill('#task', words);
  await page.click('#start');
  await lastRun.locator('.title', { hasText: words }).waitFor();
}

// The live picture: how many colours it has, and a number that differs when it does.
function pixels() {
  return page.evaluate(() => {
    const canvas = document.getElementById('picture');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set();
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) {
      const pixel = data[i] * 65536 + data[i + 1] * 256 + data[i + 2];
      sum = (sum * 31 + pixel) % 2147483647;
      if (i % 64 === 0) colours.add(pixel);
    }
    return { colours: colours.size, sum, width: canvas.width, height: canvas.height, first: [...data.slice(0, 3)] };
  });
}

lockedOutTests(daemon);

test('the link of agentctl web logs in', async () => {
  const link = await daemon.link();
  await page.goto(link);
  assert.equal(page.url(), `http://${daemon.listen}/`);
  await state('idle');
  await shot('idle');
  const used = await get(daemon.listen, new URL(link).pathname + new URL(link).search);
  assert.equal(used.status, 401);
  assert.match(used.body, /used/);
});

test('the cookie is for this site alone and not for scripts', async () => {
  const [one] = await context.cookies();
  assert.deepEqual([one.name, one.httpOnly, one.sameSite, one.path], [`agentd${port}`, true, 'Strict', '/']);
});

loggedInTests(daemon, cookie);

test('the page shows the desktop as it is and follows it', async () => {
  const grounded = [0x3b, 0x5a, 0x73]; // what tests/rig/desktop.py paints the root window with
  const before = await until(async () => {
    const now = await pixels();
    return now.first.every((value, i) => Math.abs(value - grounded[i]) < 6) && now;
  }, "the desktop's ground in the picture");
  assert.deepEqual([before.width, before.height], [1280, 800]);
  const box = dialog('Backup');
  await daemon.element('Copy');
  const after = await until(async () => {
    const now = await pixels();
    return now.sum !== before.sum && now.colours > before.colours && now;
  }, 'the dialog in the picture');
  box.kill();
  await box.result;
  await until(async () => (await pixels()).sum !== after.sum, 'the dialog gone from the picture');
});

test('a task is given in the page, its steps and its answer appear', async () => {
  const box = dialog('Backup');
  const later = await daemon.element('Later');
  model.say(['click', middle(later), 'The files need not be copied <b>now</b>.'],
    ['finish', { status: 'done', text: 'It is <i>put off</i>.' }]);
  await give('Put the backup off');
  await lastEnd('Done');
  assert.equal(await within(box.result, 10, 'the dialog'), 1);
  const run = await lastRun.textContent();
  assert.match(run, /The files need not be copied <b>now<\/b>/); // text, not markup
  assert.match(run, /Click “Later”/);
  assert.match(run, /It is <i>put off<\/i>/);
  assert.equal(await lastRun.locator('.act[data-verdict="confirmed"]').count(), 1);
  assert.match(await lastRun.locator('.step .time').first().textContent(), /^\d+\.\d s$/);
  await state('idle');
  await shot('done');
});

test('an action waits for a yes in the page, with a picture of its target', async () => {
  const box = dialog('Backup');
  const copy = await daemon.element('Copy');
  model.say(['click', middle(copy)], ['finish', { status: 'done', text: 'Copied.' }]);
  await give('Start the backup');
  await page.locator('#approval').waitFor();
  await state('needs');
  assert.equal(await text('approval-what'), 'Click “Copy”');
  assert.equal(await text('approval-why'), 'copying may take long');
  const red = await page.evaluate(() => {
    const canvas = document.getElementById('approval-picture');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let n = 0;
    for (let i = 0; i < data.length; i += 4) n += data[i] > 240 && data[i + 1] < 80 && data[i + 2] < 140;
    return n;
  });
  assert.ok(red > 200, `${red} red pixels round the target`);
  assert.ok(await visible('target'));
  await shot('approval');
  const late = await context.newPage(); // a page that is opened now sees it as well
  await late.goto(`http://${daemon.listen}/`);
  await late.locator('#approval').waitFor();
  await late.close();
  assert.equal(box.exitCode, null); // nothing was pressed meanwhile
  await page.click('#approve');
  await lastEnd('Done');
  assert.equal(await within(box.result, 10, 'the dialog'), 0);
  assert.ok(!await visible('approval'));
});

test('a person says no: the task ends as denied, nothing is pressed', async () => {
  const box = dialog('Backup');
  const copy = await daemon.element('Copy');
  model.say(['click', middle(copy)]);
  await give('Start the backup after all');
  await page.click('#deny');
  await lastEnd('Denied');
  assert.equal(box.exitCode, null);
  box.kill();
  await box.result;
  await shot('denied');
});

test('keys that wait for a yes are shown with the window that they go to', async () => {
  const box = dialog('Backup');
  await daemon.element('Later');
  model.say(['key', { keys: ['ctrl', 'Escape'] }]);
  await give('Press some keys');
  await page.locator('#approval-picture').waitFor();
  assert.equal(await text('approval-what'), 'Press Ctrl+Escape');
  await shot('keys');
  await page.click('#deny');
  await lastEnd('Denied');
  assert.equal(box.exitCode, null);
  box.kill();
  await box.result;
});

test('the Stop button stops a running task and holds the queue', async () => {
  model.say(Model.WAIT);
  await give('Think for a long time');
  await give('Come after it');
  await state('running');
  await until(() => model.held.length, 'the model asked');
  await page.click('#stop');
  await page.locator('.run', { hasText: 'Think for a long time' }).locator('.end strong', { hasText: 'Stopped' }).waitFor();
  await state('stopped');
  await shot('stopped');
  const { tasks: [next, task] } = await daemon.call('task.list', { limit: 2 });
  assert.deepEqual([task.state, next.state], ['stopped', 'queued']); // nothing begins by itself after a stop
  model.say(['finish', { status: 'done', text: 'Come after it.' }]);
  await page.click('#pause'); // it says Resume now
  await lastEnd('Done');
});

test('Pause holds a task, Resume goes on with it', async () => {
  model.say(Model.WAIT);
  await give('Think until you are held');
  await until(() => model.held.length, 'the model asked');
  await page.click('#pause');
  await state('paused');
  assert.equal(await text('pause'), 'Resume');
  await shot('paused');
  model.say(['finish', { status: 'done', text: 'Gone on with.' }]);
  await page.click('#pause');
  await lastEnd('Done');
  assert.match(await lastRun.textContent(), /Gone on with/);
});

test('a question of the agent is answered in the page', async () => {
  model.say(['ask', { text: 'Which colour shall it be?' }], ['finish', { status: 'done', text: 'Blue it is.' }]);
  await give('Choose a colour');
  await page.locator('#question').waitFor();
  assert.equal(await text('question-text'), 'Which colour shall it be?');
  await shot('question');
  await page.fill('#answer', 'blue');
  await page.press('#answer', 'Enter');
  await lastEnd('Done');
  assert.match(await lastRun.textContent(), /You: blue/);
  assert.ok(!await visible('question'));
});

test('what happened while the connection was down is not missed', async () => {
  model.say(Model.WAIT);
  await give('Go on while nobody sees it');
  await until(() => model.held.length, 'the model asked');
  offline = true;
  relay.cut();
  await state('offline');
  await page.locator('#trouble', { hasText: 'does not answer' }).waitFor();
  await shot('offline');
  const { task } = await daemon.call('status');
  model.say(['finish', { status: 'done', text: 'Done unseen.' }]);
  await daemon.call('task.pause');
  await daemon.call('task.resume');
  assert.equal((await daemon.call('task.wait', { id: task.id })).outcome, 0);
  relay.mend();
  await lastEnd('Done');
  await state('idle');
  offline = false;
  assert.match(await lastRun.textContent(), /Done unseen/);
  assert.equal(await lastRun.locator('.end').count(), 1);
  assert.equal(await lastRun.locator('.step').count(), 2);
  assert.ok(!await visible('trouble'));
  const before = await pixels();
  const box = dialog('After the cut'); // and the pictures come again
  await until(async () => (await pixels()).sum !== before.sum, 'a new picture');
  box.kill();
  await box.result;
});

test('tasks of the past are listed with their outcome, their steps and pictures can be seen again', async () => {
  await page.click('#tab-tasks');
  const row = page.locator('.past', { hasText: 'Put the backup off' });
  assert.equal(await row.locator('.badge').textContent(), 'Done');
  assert.match(await row.textContent(), /It is <i>put off<\/i>/);
  assert.equal(await page.locator('.past', { hasText: 'after all' }).locator('.badge').textContent(), 'Denied');
  await shot('tasks');
  await row.getByRole('button', { name: 'Steps' }).click();
  await lastRun.locator('.title', { hasText: 'Put the backup off' }).waitFor();
  assert.match(await lastRun.textContent(), /Put the backup off.*Click “Later”.*put off/s);
  await lastRun.getByRole('button', { name: 'Picture' }).first().click();
  await page.locator('#seen').waitFor();
  const size = await page.evaluate(() => [document.getElementById('seen-picture').width,
    document.getElementById('seen-picture').height]);
  assert.deepEqual(size, [1280, 800]);
  await shot('seen');
  await page.keyboard.press('Escape');
  assert.ok(!await visible('seen'));
});

test('a task that cannot be started is said why', async () => {
  await page.fill('#task', '   \n ');
  await page.click('#start');
  await page.locator('#task-error', { hasText: 'the task is empty' }).waitFor();
  await shot('error');
  await page.fill('#task', '');
});

test('all can be done with the keyboard', async () => {
  const box = dialog('Backup');
  const copy = await daemon.element('Copy');
  model.say(['click', middle(copy)], ['finish', { status: 'done', text: 'By keyboard.' }]);
  await page.focus('#task');
  await page.keyboard.type('Work with');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('the keys');
  await page.keyboard.press('Enter');
  await page.locator('#approval').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'task'); // the card takes no one's focus
  for (let i = 0; i < 10 && await page.evaluate(() => document.activeElement.id) !== 'approve'; i++) {
    await page.locator('#approve:enabled').waitFor();
    await page.keyboard.press('Tab');
  }
  assert.equal(await page.evaluate(() => document.activeElement.id), 'approve');
  await page.keyboard.press('Enter');
  await lastEnd('Done');
  assert.equal(await within(box.result, 10, 'the dialog'), 0);
  await page.focus('#tab-steps');
  await page.keyboard.press('ArrowRight');
  assert.ok(await visible('tasks'));
  await page.keyboard.press('ArrowLeft');
  assert.ok(await visible('steps'));
});

test('the page fits widths from 390 to 2560 pixels, light and dark', async () => {
  for (const colorScheme of ['light', 'dark'])
    for (const [width, height] of [[390, 844], [860, 700], [1280, 800], [2560, 1440]]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      const problems = await page.evaluate(() => {
        const found = [];
        if (document.documentElement.scrollWidth > innerWidth) found.push(`it is ${document.documentElement.scrollWidth} wide`);
        for (const id of ['stop', 'task', 'start', 'picture']) {
          const box = document.getElementById(id).getBoundingClientRect();
          if (box.width < 30 || box.height < 24 || box.left < 0 || box.right > innerWidth) found.push(`#${id} ${JSON.stringify(box)}`);
        }
        const stage = document.getElementById('picture').getBoundingClientRect();
        if (Math.abs(stage.width / stage.height - 1.6) > 0.02) found.push(`the picture is ${stage.width} x ${stage.height}`);
        return found;
      });
      assert.deepEqual(problems, [], `${width} x ${height}, ${colorScheme}`);
    }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('words stand out from their ground, light and dark', async () => {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const poor = await page.evaluate(() => {
      const parse = (colour) => colour.match(/[\d.]+/g).map(Number);
      const light = ([r, g, b]) => [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4))
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
      const ground = (node) => {
        for (let at = node; at; at = at.parentElement) {
          const colour = parse(getComputedStyle(at).backgroundColor);
          if (colour.length === 3 || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
      };
      const found = [];
      for (const node of document.querySelectorAll('body *')) {
        if (!node.checkVisibility() || node.closest('.pill, :disabled') || ![...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
        const [a, b] = [light(parse(getComputedStyle(node).color)), light(ground(node))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) found.push(`${node.className || node.id || node.tagName}: ${ratio.toFixed(2)}`);
      }
      return found;
    });
    assert.deepEqual([...new Set(poor)], [], colorScheme);
  }
  await page.emulateMedia({ colorScheme: 'light' });
});

floodTests(daemon, cookie);

test('after ten wrong links all logins wait', async () => {
  const wrong = () => get(daemon.listen, `/login?token=${'0'.repeat(48)}`);
  const first = await wrong();
  assert.equal(first.status, 401);
  const statuses = [];
  for (let i = 0; i < 11; i++) statuses.push((await wrong()).status);
  assert.equal(statuses.at(-1), 429);
  const link = new URL(await daemon.link());
  assert.equal((await get(daemon.listen, link.pathname + link.search)).status, 429);
  await page.reload(); // who is in stays in
  await state('idle');
});

test('a login that is over is said', async () => {
  offline = true; // to the end: what is refused from now on is the browser's own, its icon
  await context.clearCookies();
  relay.cut();
  relay.mend();
  await page.locator('#trouble', { hasText: 'agentctl web' }).waitFor();
  await shot('logged-out');
  await page.reload();
  assert.match(await page.locator('body').textContent(), /opens with a login link/);
  await shot('login');
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).maxWidth), '416px'); // its style is let in
});

async function afterEach(failed) {
  if (failed && SHOTS) await page.screenshot({ path: path.join(SHOTS, `failed-${Date.now()}.png`) });
  const found = faults.splice(0);
  if (!failed) assert.deepEqual(found, [], "the browser's console");
  else if (found.length) console.log(`    the browser's console: ${found.join(' | ')}`);
  if (!failed) return;
  model.release();
  await daemon.call('task.stop');
}

if (SHOTS) fs.mkdirSync(SHOTS, { recursive: true });
process.exitCode = await runTests(afterEach, {
  sentence: 'the daemon ends well, and no sanitizer has spoken',
  fn: async () => {
    await browser.close();
    relay.stop();
    model.stop();
    await daemon.stop();
  },
}) ? 0 : 1;
